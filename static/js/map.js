/* The map: takes over the shell that folium wrote, draws water, divisions, counts and marks from our own server.
   Text reaches the page by textContent only. Without this script the list under the map says the same. */
(function () {
  'use strict';
  var app = document.querySelector('[data-map]');
  var map = window.map_shell;
  if (!app || !map || !window.L) return;
  var L = window.L;
  var config = JSON.parse(app.getAttribute('data-map'));
  var words = config.words;
  var status = app.querySelector('[data-map-status]');
  var screenList = document.querySelector('[data-screen-list]');
  var screenCount = document.querySelector('[data-screen-count]');
  var card = document.querySelector('[data-card]');
  var state = { layer: config.layer, stratum: config.stratum, open: '' };
  var marks = L.layerGroup().addTo(map);
  var circles = L.layerGroup().addTo(map);
  var base = null;
  var baseLevel = -1;
  var running = null;
  var lastSpoken = '';

  function say(key, values) {
    return words[key].replace(/%\((\w+)\)[sd]/g, function (_, name) { return values[name]; });
  }
  function make(tag, className, text) {
    var node = document.createElement(tag);
    if (className) node.className = className;
    if (text !== undefined) node.textContent = text;
    return node;
  }
  function hanzi(node) { node.lang = 'zh-Hans'; return node; }

  /* Asking the server. A newer question makes the older one void. */
  function ask(url, kept) {
    return fetch(url, { headers: { Accept: 'application/json' }, credentials: 'same-origin', signal: kept && kept.signal })
      .then(function (answer) {
        if (!answer.ok) throw new Error(String(answer.status));
        return answer.json();
      });
  }
  function tell(text, tone) {
    status.hidden = !text;
    status.textContent = text || '';
    status.className = 'map-status' + (tone ? ' map-status-' + tone : '');
  }

  /* Under the points: lake, rivers, and the operator's areas where there are any. */
  function label(text, className) {
    return L.divIcon({ className: 'map-label ' + className, html: hanzi(make('span', '', text)), iconSize: [0, 0] });
  }
  function drawBase(answer) {
    if (base) base.remove();
    base = L.layerGroup();
    L.geoJSON(answer.areas, { pane: 'areas', interactive: false, style: function (feature) {
      return { className: 'map-area map-area-' + (feature.properties.level === 'city' ? 'city' : 'county') };
    } }).addTo(base);
    L.geoJSON(answer.water, { pane: 'water', interactive: false, style: function (feature) {
      return { className: feature.geometry.type.indexOf('Line') >= 0 ? 'map-river' : 'map-lake' };
    }, onEachFeature: function (feature, layer) {
      if (!feature.properties.name || !layer.getBounds) return;
      // West of the middle, where the lake is widest and no division's circle stands.
      var b = layer.getBounds();
      var at = [b.getCenter().lat, b.getWest() + 0.24 * (b.getEast() - b.getWest())];
      L.marker(at, { icon: label(feature.properties.name, 'map-label-water'), interactive: false, keyboard: false, pane: 'names' }).addTo(base);
    } }).addTo(base);
    base.addTo(map);
    baseLevel = answer.max_zoom;
    var credit = document.querySelector('[data-basemap-credit]');
    if (credit && answer.basemap) {
      credit.hidden = false;
      credit.textContent = answer.basemap.attribution + ' ' + answer.basemap.approval_number;
    }
  }
  var asked = {};
  function loadBase() {
    var zoom = Math.round(map.getZoom());
    if (baseLevel >= zoom && !config.levels) return;
    var level = (config.levels || [22]).find(function (most) { return zoom <= most; }) || 22;
    if (level === baseLevel) return;
    asked[level] = asked[level] || ask(config.urls.base + '?zoom=' + Math.min(level, 22) + '&v=' + config.base_version);
    asked[level].then(drawBase).catch(function () { delete asked[level]; });
  }

  /* Marks. */
  function press(marker, spoken, act) {
    marker.on('click', act).on('add', function () {
      marker.getElement().setAttribute('aria-label', spoken);
      marker.getElement().lang = 'mul'; // a Chinese name within the page's language
    });
    return marker;
  }
  function circleSize(radius) {
    var near = map.getZoom() >= 9.5 ? 1 : (map.getSize().x < 600 ? 0.54 : 0.84);
    return Math.max(26, Math.round(radius * 2 * near));
  }
  function circleNode(item) {
    var p = item.properties;
    var size = circleSize(p.radius);
    var node = make('span', 'division' + (size < 36 ? ' division-small' : ''));
    var svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    svg.setAttribute('viewBox', '0 0 100 100');
    svg.setAttribute('aria-hidden', 'true');
    svg.setAttribute('class', 'division-ring');
    [['division-ground', 100], ['division-share', p.share === null ? 0 : p.share]].forEach(function (part) {
      var ring = document.createElementNS('http://www.w3.org/2000/svg', 'circle');
      ring.setAttribute('cx', '50'); ring.setAttribute('cy', '50'); ring.setAttribute('r', '46');
      ring.setAttribute('pathLength', '100'); ring.setAttribute('class', part[0]);
      ring.setAttribute('stroke-dasharray', part[1] + ' 100');
      ring.setAttribute('transform', 'rotate(-90 50 50)');
      if (part[1]) svg.appendChild(ring);
    });
    node.appendChild(svg);
    node.appendChild(make('b', 'division-value digits', p.text));
    return node;
  }
  function circleLabel(item, at) {
    var size = circleSize(item.properties.radius);
    if (map.getZoom() < 9 && size < 36) return;
    var icon = L.divIcon({ className: 'division-label', html: hanzi(make('span', 'division-name', item.properties.name)), iconSize: [0, 0], iconAnchor: [0, -size / 2 - 2] });
    L.marker(at, { icon: icon, interactive: false, keyboard: false, pane: 'labels' }).addTo(circles);
  }
  /* A division's circle stands for its area: where circles crowd each other or hide under marks, it gives way, so that
     each keeps room for a finger. Marks stay where they are. */
  function apart(a, b, share) {
    var dx = b.x - a.x;
    var dy = b.y - a.y;
    var x = a.half + b.half + 1 - Math.abs(dx);
    var y = a.half + b.half + 1 - Math.abs(dy);
    if (x <= 0 || y <= 0) return false;
    if (x < y) { dx = (dx < 0 ? -x : x); dy = 0; } else { dx = 0; dy = (dy < 0 ? -y : y); }
    a.x -= dx * share; a.y -= dy * share;
    if (share < 1) { b.x += dx * (1 - share); b.y += dy * (1 - share); }
    return true;
  }
  /* Far out on a phone the circles say how many there are; marks that would lie on top of each other wait for a nearer look. */
  function readable(features) {
    return map.getSize().x < 600 && map.getZoom() < 9 && features.length > 12 ? [] : features;
  }
  function spread(divisions, features) {
    function box(half) {
      return function (item) {
        var at = map.latLngToLayerPoint([item.geometry.coordinates[1], item.geometry.coordinates[0]]);
        return { x: at.x, y: at.y, half: half(item) };
      };
    }
    var boxes = divisions.map(box(function (item) { return circleSize(item.properties.radius) / 2; }));
    var still = features.length > 12 ? [] : features.map(box(function () { return 12; }));
    var crowded = true;
    for (var round = 0; crowded && round < 60; round += 1) {
      crowded = false;
      boxes.forEach(function (a, i) {
        boxes.slice(i + 1).forEach(function (b) { crowded = apart(a, b, 0.5) || crowded; });
        still.forEach(function (b) { crowded = apart(a, b, 1) || crowded; });
      });
    }
    return boxes.map(function (b) { return map.layerPointToLatLng([b.x, b.y]); });
  }
  function spokenOf(p) { return p.spoken.indexOf(p.text) < 0 ? p.spoken + ' ' + p.text : p.spoken; }
  function drawCircles(divisions, features) {
    circles.clearLayers();
    var places = spread(divisions, features);
    divisions.forEach(function (item, index) {
      var p = item.properties;
      var icon = L.divIcon({ className: 'division-icon division-' + state.layer + (p.share === null ? ' division-empty' : ''), html: circleNode(item), iconSize: [circleSize(p.radius), circleSize(p.radius)] });
      var at = places[index];
      press(L.marker(at, { icon: icon, zIndexOffset: -1000, riseOnHover: true }), spokenOf(p), function () { open('division', p.id); }).addTo(circles);
      circleLabel(item, at);
    });
  }
  function pointIcon(p, named) {
    var lake = p.tone === 'water' && !named;
    if (lake) named = true;
    var node = make('span', 'mark mark-' + p.tone + (p.simulated ? ' mark-simulated' : '') + (map.getZoom() < 10 ? ' mark-small' : '') + (lake ? ' mark-lake' : ''));
    node.appendChild(make('i', 'mark-shape'));
    if (named) node.appendChild(hanzi(make('span', 'mark-name', p.name)));
    return L.divIcon({ className: 'mark-icon', html: node, iconSize: [24, 24] });
  }
  function clusterIcon(p) {
    var size = Math.round(Math.min(58, 30 + 8 * Math.log10(p.count)));
    return L.divIcon({ className: 'cluster-icon', html: make('span', 'cluster digits', String(p.count)), iconSize: [size, size] });
  }
  function drawMarks(features) {
    marks.clearLayers();
    app.classList.toggle('map-has-lake', features.some(function (item) { return item.properties.tone === 'water'; }));
    var single = features.filter(function (item) { return item.properties.count === 1; }).length;
    features.forEach(function (item) {
      var p = item.properties;
      var at = [item.geometry.coordinates[1], item.geometry.coordinates[0]];
      if (p.count > 1) {
        press(L.marker(at, { icon: clusterIcon(p) }), say('cluster', { n: p.count }), function () {
          var b = p.bbox;
          map.fitBounds([[b[1], b[0]], [b[3], b[2]]], { padding: [60, 60], maxZoom: Math.min(18, map.getZoom() + 3) });
        }).addTo(marks);
      } else {
        press(L.marker(at, { icon: pointIcon(p, single <= 60 && map.getZoom() >= 10), riseOnHover: true, title: p.name }), p.name + ' ' + p.word + (p.simulated ? ' ' + words.simulated : ''), function () { open('place', p.place); }).addTo(marks);
      }
    });
  }
  function drawList(answer) {
    if (!screenList) return;
    screenList.replaceChildren();
    var points = answer.features.filter(function (item) { return item.properties.count === 1; });
    points.slice(0, 40).forEach(function (item) {
      var p = item.properties;
      var row = make('li');
      var button = make('button', 'screen-item');
      button.type = 'button';
      button.appendChild(make('i', 'mark-shape mark-' + p.tone));
      button.appendChild(hanzi(make('span', 'name', p.name)));
      button.appendChild(make('span', 'muted', p.word));
      button.addEventListener('click', function () { open('place', p.place); });
      row.appendChild(button);
      screenList.appendChild(row);
    });
    var text = say(answer.inside ? 'inside' : 'inside_none', { n: answer.inside });
    if (points.length > 40) text += ' ' + say('more', { n: points.length - 40 });
    if (text !== lastSpoken) { screenCount.textContent = text; lastSpoken = text; }
  }

  /* One screen, one question. */
  function load() {
    if (running) running.abort();
    running = new AbortController();
    var mine = running;
    var b = map.getBounds();
    var query = new URLSearchParams({
      bbox: [b.getWest(), b.getSouth(), b.getEast(), b.getNorth()].map(function (x) { return x.toFixed(5); }).join(','),
      zoom: String(Math.round(map.getZoom())), layer: state.layer
    });
    if (state.stratum) query.set('stratum', state.stratum);
    var slow = setTimeout(function () { if (running === mine) tell(words.loading); }, 300);
    ask(config.urls.data + '?' + query, mine).then(function (answer) {
      if (running !== mine) return;
      var marked = answer.divisions.length ? readable(answer.features) : answer.features;
      drawCircles(answer.divisions, marked);
      drawMarks(marked);
      drawList(answer);
      tell('');
      app.setAttribute('data-ready', state.layer);
    }).catch(function (error) {
      if (error.name === 'AbortError' || running !== mine) return;
      tell(words.failed, 'problem');
    }).finally(function () { clearTimeout(slow); });
  }

  /* The card of a place or a division, in the side panel or, on a phone, the sheet at the foot. */
  function fill(node, key, text) {
    var target = node.querySelector('[data-fill="' + key + '"]');
    if (!target) return null;
    if (text === '' || text === null || text === undefined) { target.hidden = true; return null; }
    target.textContent = text;
    return target;
  }
  function badge(into, item) {
    var node = make('span', 'badge badge-' + item.tone);
    var shape = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    shape.setAttribute('class', 'icon');
    shape.setAttribute('aria-hidden', 'true');
    var use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
    use.setAttribute('href', config.urls.sprite + '#' + (item.tone === 'simulated' ? 'simulated' : 'state-' + item.tone));
    shape.appendChild(use);
    node.appendChild(shape);
    node.appendChild(document.createTextNode(item.label));
    into.appendChild(node);
  }
  function rows(into, list) {
    list.forEach(function (item) {
      var row = make('tr');
      row.appendChild(make('th', '', item.label)).scope = 'row';
      row.appendChild(make('td', 'number', item.parts));
      row.appendChild(make('td', 'number', item.text));
      into.appendChild(row);
    });
  }
  function show(kind, data) {
    var node = document.getElementById(kind + '-card').content.cloneNode(true);
    ['name', 'roman', 'kind', 'division', 'signs', 'note'].forEach(function (key) { fill(node, key, data[key]); });
    var states = node.querySelector('[data-fill="states"]');
    if (states) (data.states || []).forEach(function (item) { badge(states, item); });
    var table = node.querySelector('[data-fill="rows"]');
    if (table) rows(table, data.rows || []);
    node.querySelectorAll('[data-href]').forEach(function (link) {
      var href = data[link.getAttribute('data-href')];
      if (href) link.href = href; else link.remove();
    });
    node.querySelector('[data-close]').addEventListener('click', close);
    card.replaceChildren(node);
    card.hidden = false;
    app.classList.add('map-open');
    card.querySelector('[data-fill="name"]').focus({ preventScroll: true });
    if (data.lon !== null && data.lon !== undefined && kind === 'place' && !map.getBounds().contains([data.lat, data.lon])) map.panTo([data.lat, data.lon]);
  }
  /* A ring where a place lies that somebody came for: a city is no point of any layer. */
  var here = null;
  function ring(at) {
    if (here) here.remove();
    here = at ? L.circleMarker(at, { radius: 18, fill: false, interactive: false, className: 'map-here' }).addTo(map) : null;
  }
  function open(kind, id, goes) {
    state.open = id;
    ask(config.urls[kind] + encodeURIComponent(id)).then(function (data) {
      if (state.open !== id) return;
      if (goes && typeof data.lon === 'number') {
        map.setView([data.lat, data.lon], Math.max(13, map.getZoom()));
        ring([data.lat, data.lon]);
      }
      show(kind, data);
    }).catch(function () { tell(words.failed, 'problem'); });
  }
  function close() {
    state.open = '';
    ring(null);
    card.hidden = true;
    card.replaceChildren();
    app.classList.remove('map-open');
    map.getContainer().focus({ preventScroll: true });
  }
  document.addEventListener('keydown', function (event) {
    if (event.key === 'Escape' && !card.hidden) close();
  });

  /* Layers and strata: the links work without this script by loading the page again. */
  function choose(layer, stratum) {
    state.layer = layer;
    if (stratum !== undefined) state.stratum = stratum;
    document.querySelectorAll('[data-layer]').forEach(function (link) {
      if (link.getAttribute('data-layer') === layer) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
    });
    document.querySelectorAll('[data-legend]').forEach(function (part) {
      part.hidden = part.getAttribute('data-legend') !== layer;
    });
    var query = new URLSearchParams({ layer: layer });
    if (state.stratum) query.set('stratum', state.stratum);
    history.replaceState(null, '', location.pathname + '?' + query);
    load();
  }
  document.querySelectorAll('[data-layer]').forEach(function (link) {
    link.addEventListener('click', function (event) {
      event.preventDefault();
      choose(link.getAttribute('data-layer'));
    });
  });
  document.querySelectorAll('[data-stratum]').forEach(function (box) {
    box.addEventListener('change', function () { choose(state.layer, box.value); });
  });

  [['areas', 230], ['water', 240], ['names', 250], ['labels', 610]].forEach(function (pane) {
    map.createPane(pane[0]).style.zIndex = pane[1];
  });
  map.setMinZoom(7).setMaxZoom(18);
  L.control.zoom({ position: 'bottomright', zoomInTitle: words.zoom_in, zoomOutTitle: words.zoom_out }).addTo(map);
  L.control.scale({ imperial: false, position: 'bottomleft' }).addTo(map);
  map.getContainer().setAttribute('aria-label', words.map);
  map.getContainer().setAttribute('role', 'application');
  map.fitBounds([[config.home[1], config.home[0]], [config.home[3], config.home[2]]], { paddingTopLeft: [8, map.getSize().x < 600 ? 96 : 24], paddingBottomRight: [8, 24] });
  map.setMaxBounds([[config.reach[1], config.reach[0]], [config.reach[3], config.reach[2]]]);
  var waiting = 0;
  map.on('moveend', function () { clearTimeout(waiting); waiting = setTimeout(function () { loadBase(); load(); }, 80); });
  window.addEventListener('online', load);
  var byCounty = document.querySelector('.map-list');
  if (byCounty) byCounty.open = false;
  window.registryMap = { open: open, map: map };
  loadBase();
  load();
  if (config.place) open('place', config.place, true);
})();
