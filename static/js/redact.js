/* Rectangles on a photo, drawn by pointer or keys, and strokes of a brush: the rows of numbers and of
   strokes beside it are what is sent. */
(function () {
  'use strict';
  var form = document.querySelector('[data-redact]');
  var svg = document.querySelector('[data-canvas]');
  if (!form || !svg) return;
  var SVG = 'http://www.w3.org/2000/svg';
  var SIDES = ['left', 'top', 'width', 'height'];
  var LEAST = 0.4;
  var STEP = 1;
  var most = Number(form.dataset.most);
  var list = form.querySelector('[data-regions]');
  var told = document.querySelector('[data-told]');
  var undo = document.querySelector('[data-undo]');
  var model = list.querySelector('[data-region]').cloneNode(true);
  var box = svg.viewBox.baseVal;
  var strokeList = form.querySelector('[data-strokes]');
  var strokeModel = form.querySelector('[data-stroke-model]').content.firstElementChild;
  var brush = document.querySelector('[data-brush]');
  var points = Number(form.dataset.points);
  var past = [];
  var chosen = -1;
  var drag = null;

  function rows() { return Array.from(list.querySelectorAll('[data-region]')); }
  function shapes() { return Array.from(svg.querySelectorAll('.redact-region')); }
  function input(row, side) { return row.querySelector('[data-side=' + side + ']'); }
  function texts(row) { return SIDES.map(function (side) { return input(row, side).value.trim(); }); }
  function number(text) { var found = parseFloat(text); return isFinite(found) ? found : 0; }
  function read() {
    return rows().map(function (row) {
      var parts = texts(row).map(number);
      return { left: parts[0], top: parts[1], width: parts[2], height: parts[3] };
    });
  }
  var regions = [];
  /* Each as { text, on }: the JSON that is sent, and whether it is ticked. */
  var strokes = [];

  function now() { return JSON.stringify({ regions: regions, strokes: strokes }); }
  function goTo(kept) { var was = JSON.parse(kept); regions = was.regions; strokes = was.strokes; }
  function ticked() { return strokes.filter(function (stroke) { return stroke.on; }).length; }
  function count() { return regions.length + ticked(); }

  function within(region) {
    var width = Math.min(100, Math.max(LEAST, region.width));
    var height = Math.min(100, Math.max(LEAST, region.height));
    return {
      left: Math.min(100 - width, Math.max(0, region.left)), top: Math.min(100 - height, Math.max(0, region.top)),
      width: width, height: height
    };
  }
  function remember() {
    past.push(now());
    if (past.length > 100) past.shift();
    undo.disabled = false;
  }
  function shown(value) { return String(Math.round(value * 100) / 100); }

  function renumber(row, n) {
    row.querySelector('[data-number]').textContent = n + 1;
    var remove = row.querySelector('[data-remove]');
    remove.dataset.word = remove.dataset.word || remove.getAttribute('aria-label');
    remove.setAttribute('aria-label', remove.dataset.word.replace('{n}', n + 1));
    row.classList.toggle('is-chosen', n === chosen);
  }
  function place(shape, region) {
    shape.setAttribute('x', region.left * box.width / 100);
    shape.setAttribute('y', region.top * box.height / 100);
    shape.setAttribute('width', region.width * box.width / 100);
    shape.setAttribute('height', region.height * box.height / 100);
  }
  function shapeFor(n) {
    var shape = shapes()[n];
    if (!shape) {
      shape = document.createElementNS(SVG, 'rect');
      shape.setAttribute('class', 'redact-region');
      svg.appendChild(shape);
    }
    shape.setAttribute('tabindex', '0');
    shape.setAttribute('role', 'button');
    shape.setAttribute('aria-label', svg.dataset.word.replace('{n}', n + 1));
    shape.classList.toggle('is-chosen', n === chosen);
    return shape;
  }
  function handle() {
    var old = svg.querySelector('.redact-handle');
    if (old) old.remove();
    var region = regions[chosen];
    if (!region) return;
    var grip = document.createElementNS(SVG, 'circle');
    var scale = box.width / (svg.getBoundingClientRect().width || box.width);
    grip.setAttribute('class', 'redact-handle');
    grip.setAttribute('cx', (region.left + region.width) * box.width / 100);
    grip.setAttribute('cy', (region.top + region.height) * box.height / 100);
    grip.setAttribute('r', 10 * scale);
    svg.appendChild(grip);
  }
  /* Rows and shapes follow the regions; what has the focus stays the same element. */
  function render(keep) {
    while (rows().length > regions.length) rows().pop().remove();
    while (rows().length < regions.length) list.appendChild(model.cloneNode(true));
    rows().forEach(function (row, n) {
      renumber(row, n);
      SIDES.forEach(function (side) {
        var field = input(row, side);
        if (n) field.removeAttribute('id'); else field.id = 'field-' + side;
        if (field !== keep) field.value = shown(regions[n][side]);
      });
    });
    while (shapes().length > regions.length) shapes().pop().remove();
    regions.forEach(function (region, n) { place(shapeFor(n), region); });
    handle();
    renderStrokes();
    told.textContent = count() >= most ? told.dataset.full : told.dataset.word.replace('{n}', count());
  }
  function drawn(stroke) {
    var found;
    try { found = JSON.parse(stroke.text); } catch (_) { return null; }
    return found && Array.isArray(found.points) ? found : null;
  }
  function along(way) {
    return 'M' + way.concat(way.slice(-1)).map(function (at) { return at[0] * box.width + ' ' + at[1] * box.height; }).join(' L');
  }
  /* The lines of strokes and what they draw: what was sent wrong stays in its line and draws nothing. */
  function renderStrokes() {
    Array.from(svg.querySelectorAll('.redact-stroke')).forEach(function (old) { old.remove(); });
    var lines = Array.from(strokeList.children);
    while (lines.length > strokes.length) lines.pop().remove();
    strokes.forEach(function (stroke, n) {
      var line = lines[n] || strokeList.appendChild(strokeModel.cloneNode(true));
      var field = line.querySelector('input');
      var word = line.querySelector('[data-stroke-word]');
      if (n) field.removeAttribute('id'); else field.id = 'field-stroke';
      field.value = stroke.text;
      field.checked = stroke.on;
      word.textContent = word.dataset.strokeWord.replace('{n}', n + 1);
      var seen = stroke.on && drawn(stroke);
      if (!seen) return;
      var path = document.createElementNS(SVG, 'path');
      path.setAttribute('class', 'redact-stroke');
      path.setAttribute('stroke-width', seen.breadth * Math.max(box.width, box.height));
      path.setAttribute('d', along(seen.points));
      svg.appendChild(path);
    });
  }
  function choose(n, focus) {
    chosen = n;
    render();
    if (focus && shapes()[n]) shapes()[n].focus();
  }
  function remove(n) {
    remember();
    regions.splice(n, 1);
    choose(Math.min(n, regions.length - 1), true);
    if (!regions.length) document.querySelector('[data-add]').focus();
  }
  function add(region) {
    if (count() >= most) return false;
    regions.push(region);
    return true;
  }
  function part(event) {
    var at = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    return { x: Math.min(100, Math.max(0, at.x * 100 / box.width)), y: Math.min(100, Math.max(0, at.y * 100 / box.height)) };
  }

  /* Every second point is let go of until a stroke fits: a finger sends hundreds in a second. */
  function thin(way) {
    var kept = way;
    while (kept.length > points) kept = kept.filter(function (_, n) { return n % 2 === 0 || n === kept.length - 1; });
    return kept;
  }
  function textOf(way) {
    return JSON.stringify({ breadth: Number(brush.value) / 100, points: thin(way) });
  }
  function spot(event) {
    var at = part(event);
    return [Number((at.x / 100).toFixed(4)), Number((at.y / 100).toFixed(4))];
  }
  function paint(event) {
    var moved = event.getCoalescedEvents ? event.getCoalescedEvents() : [];
    (moved.length ? moved : [event]).forEach(function (each) {
      var at = spot(each);
      var last = drag.way[drag.way.length - 1];
      if (at[0] !== last[0] || at[1] !== last[1]) drag.way.push(at);
    });
    strokes[strokes.length - 1].text = textOf(drag.way);
    renderStrokes();
  }
  function isBrush() { return document.querySelector('[data-tool]:checked').value === 'brush'; }

  svg.addEventListener('pointerdown', function (event) {
    if (event.button || drag) return;
    if (isBrush()) {
      if (count() >= most) return;
      drag = { kind: 'brush', before: now(), way: [spot(event)], pointer: event.pointerId };
      strokes.push({ text: textOf(drag.way), on: true });
      svg.setPointerCapture(event.pointerId);
      event.preventDefault();
      choose(-1);
      return;
    }
    var at = part(event);
    var on = shapes().indexOf(event.target);
    var grips = event.target.classList.contains('redact-handle');
    var before = now();
    if (grips) drag = { kind: 'size', n: chosen };
    else if (on >= 0) drag = { kind: 'move', n: on };
    else if (add({ left: at.x, top: at.y, width: 0, height: 0 })) drag = { kind: 'draw', n: regions.length - 1 };
    if (!drag) return;
    drag.from = at;
    drag.before = before;
    drag.pointer = event.pointerId;
    drag.region = Object.assign({}, regions[drag.n]);
    svg.setPointerCapture(event.pointerId);
    event.preventDefault();
    choose(drag.n, true);
  });
  svg.addEventListener('pointermove', function (event) {
    if (!drag || event.pointerId !== drag.pointer) return;
    if (drag.kind === 'brush') { paint(event); return; }
    var at = part(event);
    var dx = at.x - drag.from.x;
    var dy = at.y - drag.from.y;
    var was = drag.region;
    if (drag.kind === 'draw') regions[drag.n] = { left: Math.min(at.x, drag.from.x), top: Math.min(at.y, drag.from.y), width: Math.abs(dx), height: Math.abs(dy) };
    else if (drag.kind === 'move') regions[drag.n] = within({ left: was.left + dx, top: was.top + dy, width: was.width, height: was.height });
    else regions[drag.n] = within({ left: was.left, top: was.top, width: Math.min(was.width + dx, 100 - was.left), height: Math.min(was.height + dy, 100 - was.top) });
    render();
  });
  function finish(event, cancelled) {
    if (!drag || event.pointerId !== drag.pointer) return;
    var done = drag;
    drag = null;
    var drawn = regions[done.n];
    // A tap is no rectangle.
    var slip = done.kind === 'draw' && (drawn.width < LEAST || drawn.height < LEAST);
    if (cancelled || slip) {
      goTo(done.before);
      choose(-1);
    } else if (now() !== done.before) {
      past.push(done.before);
      undo.disabled = false;
    }
    render();
  }
  svg.addEventListener('pointerup', function (event) { finish(event, false); });
  svg.addEventListener('pointercancel', function (event) { finish(event, true); });

  var MOVES = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };
  svg.addEventListener('keydown', function (event) {
    var n = shapes().indexOf(event.target);
    if (n < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    var by = MOVES[event.key];
    if (event.key === 'Delete' || event.key === 'Backspace') remove(n);
    else if (by) {
      var was = regions[n];
      remember();
      regions[n] = event.shiftKey
        ? within({ left: was.left, top: was.top, width: Math.min(was.width + by[0], 100 - was.left), height: Math.min(was.height + by[1], 100 - was.top) })
        : within({ left: was.left + by[0], top: was.top + by[1], width: was.width, height: was.height });
      choose(n, true);
    } else return;
    event.preventDefault();
  });
  svg.addEventListener('focusin', function (event) {
    var n = shapes().indexOf(event.target);
    if (n >= 0 && n !== chosen && !drag) choose(n);
  });
  list.addEventListener('input', function (event) { regions = read(); render(event.target); });
  list.addEventListener('click', function (event) {
    var button = event.target.closest('[data-remove]');
    if (button) remove(rows().indexOf(button.closest('[data-region]')));
  });
  document.querySelector('[data-add]').addEventListener('click', function () {
    if (count() >= most) return;
    remember();
    add({ left: 40, top: 42.5, width: 20, height: 15 });
    choose(regions.length - 1, true);
  });
  undo.addEventListener('click', function () {
    if (!past.length) return;
    goTo(past.pop());
    undo.disabled = !past.length;
    choose(regions.length - 1);
  });

  strokeList.addEventListener('change', function (event) {
    var n = Array.from(strokeList.children).indexOf(event.target.closest('[data-stroke-row]'));
    remember();
    strokes[n].on = event.target.checked;
    render();
  });
  brush.addEventListener('input', function () { brush.setAttribute('aria-valuetext', brush.value + ' %'); });

  // Wrong numbers stay as they were typed until somebody changes them.
  rows().forEach(function (row) { if (!texts(row).join('')) row.remove(); });
  SIDES.forEach(function (side) {
    var field = input(model, side);
    field.removeAttribute('id');
    field.removeAttribute('aria-invalid');
    field.removeAttribute('aria-describedby');
    field.value = '';
  });
  regions = read();
  strokes = Array.from(strokeList.children).map(function (line) { return { text: line.querySelector('input').value, on: true }; });
  shapes().forEach(function (old) { old.remove(); });
  if (!form.querySelector('[aria-invalid]')) render();
  else {
    regions.forEach(function (region, n) { place(shapeFor(n), region); renumber(rows()[n], n); });
    renderStrokes();
  }
})();
