/* Choosing positions on a picture: a drag draws a box and the list is asked for anew; a tap on a dot
   ticks its row. The rows, their boxes to tick and the four numbers of the filter do it without. */
(function () {
  'use strict';
  const figure = document.querySelector('[data-choosing]');
  if (!figure) return;
  const svg = figure.querySelector('svg');
  const box = figure.querySelector('[data-box]');
  const said = figure.querySelector('[data-choosing-word]');
  const apply = figure.querySelector('[data-choosing-apply]');
  const draw = figure.querySelector('[data-choosing-draw]');
  const filter = document.querySelector('form.filter-bar');
  const dots = [...svg.querySelectorAll('[data-dot]')].map((node) => (
    { node, key: node.dataset.dot, x: Number(node.getAttribute('cx')), y: Number(node.getAttribute('cy')) }));
  const view = svg.viewBox.baseVal;
  const FINGER = 22;
  const TAP = 6;
  let from = null;
  let drawn = null;

  function at(event) {
    const frame = svg.getBoundingClientRect();
    return {
      x: Math.min(view.width, Math.max(0, (event.clientX - frame.left) / frame.width * view.width)),
      y: Math.min(view.height, Math.max(0, (event.clientY - frame.top) / frame.height * view.height)),
    };
  }
  const unit = () => view.width / svg.getBoundingClientRect().width;

  function show(corners) {
    drawn = corners;
    box.setAttribute('x', corners ? corners.left : 0);
    box.setAttribute('y', corners ? corners.top : 0);
    box.setAttribute('width', corners ? corners.right - corners.left : 0);
    box.setAttribute('height', corners ? corners.bottom - corners.top : 0);
    const within = corners ? dots.filter((dot) => dot.x >= corners.left && dot.x <= corners.right
      && dot.y >= corners.top && dot.y <= corners.bottom).length : 0;
    said.textContent = corners ? said.dataset.word.replace('{n}', within) : '';
    apply.hidden = !within;
  }
  function between(a, b) {
    return { left: Math.min(a.x, b.x), right: Math.max(a.x, b.x), top: Math.min(a.y, b.y), bottom: Math.max(a.y, b.y) };
  }
  const rowOf = (key) => document.querySelector(`input[name=requirement][value="${key}"]`);

  function tick(point) {
    const reach = FINGER * unit();
    const near = dots.filter((dot) => rowOf(dot.key))
      .map((dot) => ({ dot, far: Math.hypot(dot.x - point.x, dot.y - point.y) }))
      .filter((one) => one.far <= reach).sort((a, b) => a.far - b.far)[0];
    if (near) rowOf(near.dot.key).click();
  }
  function paint(input) {
    const dot = dots.find((one) => one.key === input.value);
    if (dot) dot.node.classList.toggle('choosing-dot-chosen', input.checked);
  }

  svg.addEventListener('pointerdown', (event) => {
    if (event.button || (event.pointerType === 'touch' && draw.getAttribute('aria-pressed') !== 'true')) return;
    from = at(event);
    svg.setPointerCapture(event.pointerId);
  });
  svg.addEventListener('pointermove', (event) => {
    if (from) show(between(from, at(event)));
  });
  svg.addEventListener('pointerup', (event) => {
    if (!from) return;
    const to = at(event);
    if (Math.hypot(to.x - from.x, to.y - from.y) <= TAP * unit()) {
      show(null);
      if (event.pointerType !== 'touch') tick(to);
    } else show(between(from, to));
    from = null;
  });
  svg.addEventListener('pointercancel', () => { from = null; });
  // A finger that does not draw scrolls the page; where it only taps, it ticks.
  svg.addEventListener('click', (event) => { if (event.pointerType === 'touch') tick(at(event)); });
  draw.addEventListener('click', () => {
    const on = draw.getAttribute('aria-pressed') !== 'true';
    draw.setAttribute('aria-pressed', String(on));
    svg.classList.toggle('choosing-drawing', on);
  });
  document.addEventListener('keydown', (event) => { if (event.key === 'Escape') show(null); });
  document.addEventListener('change', (event) => { if (event.target.name === 'requirement') paint(event.target); });
  document.querySelectorAll('input[name=requirement]').forEach(paint);

  /* Lake and rivers behind the dots, to know where one is; without them the picture is as useful. */
  const frame = Object.fromEntries(['west', 'south', 'east', 'north'].map((side) => [side, Number(figure.dataset[side])]));
  const spot = ([lon, lat]) => [
    ((lon - frame.west) / (frame.east - frame.west) * view.width).toFixed(1),
    ((frame.north - lat) / (frame.north - frame.south) * view.height).toFixed(1)].join(' ');
  function water(feature) {
    const { type, coordinates } = feature.geometry;
    const isLine = type.includes('LineString');
    const lines = { LineString: [coordinates], MultiLineString: coordinates, Polygon: coordinates, MultiPolygon: coordinates.flat() }[type] || [];
    const path = document.createElementNS(svg.namespaceURI, 'path');
    path.setAttribute('d', lines.map((line) => `M${line.map(spot).join('L')}`).join(''));
    path.setAttribute('class', isLine ? 'choosing-river' : 'choosing-lake');
    svg.prepend(path);
  }
  fetch(figure.dataset.base).then((answer) => (answer.ok ? answer.json() : { water: [] }))
    .then((base) => base.water.forEach(water)).catch(() => {});
  apply.addEventListener('click', () => {
    const { west, south, east, north } = frame;
    const lon = (x) => (west + x / view.width * (east - west)).toFixed(6);
    const lat = (y) => (north - y / view.height * (north - south)).toFixed(6);
    filter.elements.namedItem('bbox').value = [lon(drawn.left), lat(drawn.bottom), lon(drawn.right), lat(drawn.top)].join(',');
    filter.requestSubmit();
  });
}());
