/* 附近: where the signs lie around the phone, drawn without any map behind it, and the same as a list. */
(function () {
  'use strict';
  const Field = (self.Field = self.Field || {});
  const { make, draw, bearing, digits, distance, name, view } = Field.parts;
  const SIDE = 320;
  const MOST = 12;

  /* 1, 2 or 5 times a power of ten, at least the given length. */
  function roundUp(metres) {
    const power = 10 ** Math.floor(Math.log10(Math.max(metres, 20)));
    return [1, 2, 5, 10].map((step) => step * power).find((each) => each >= metres) || 10 * power;
  }

  /* Kept shapes as paths: areas and lakes are closed, rivers are not. */
  function drawn(shapes, here, scale, closed) {
    const spot = ([lon, lat]) => {
      const way = Field.position.way(here, { lon, lat });
      return `${(SIDE / 2 + way.east * scale).toFixed(1)} ${(SIDE / 2 - way.north * scale).toFixed(1)}`;
    };
    const line = (points, end) => `M${points.map(spot).join('L')}${end}`;
    const lines = { Polygon: (rings) => rings.map((ring) => line(ring, 'Z')), MultiPolygon: (all) => all.flatMap((rings) => rings.map((ring) => line(ring, 'Z'))),
      LineString: (points) => [line(points, '')], MultiLineString: (all) => all.map((points) => line(points, '')) };
    return shapes.map((shape) => draw('path', {
      class: shape.type.endsWith('Polygon') ? closed : 'sketch-river',
      d: (lines[shape.type] ? lines[shape.type](shape.coordinates) : []).join(''),
    }));
  }

  function sketch(rows, here, base) {
    const accuracy = here.accuracy_m;
    const reach = roundUp(rows.length ? rows[rows.length - 1].way.metres : 100);
    const scale = (SIDE / 2 - 22) / reach;
    const picture = draw('svg', { viewBox: `0 0 ${SIDE} ${SIDE}`, 'aria-hidden': 'true', focusable: 'false' });
    picture.append(draw('rect', { class: 'sketch-ground', width: SIDE, height: SIDE }));
    if (base) picture.append(...drawn(base.areas, here, scale, 'sketch-area'), ...drawn(base.water, here, scale, 'sketch-lake'));
    for (const part of [1, 0.5]) {
      picture.append(draw('circle', { class: 'sketch-ring', cx: SIDE / 2, cy: SIDE / 2, r: reach * part * scale }));
      picture.append(draw('text', { class: 'sketch-text', x: SIDE / 2 + 4, y: SIDE / 2 - reach * part * scale + 14 }, distance(reach * part)));
    }
    picture.append(draw('path', { class: 'sketch-north', d: `M${SIDE / 2} 2l5 12-5-3-5 3z` }));
    if (accuracy) picture.append(draw('circle', { class: 'sketch-seen-circle', cx: SIDE / 2, cy: SIDE / 2, r: Math.max(3, Math.min(accuracy * scale, SIDE / 2)) }));
    picture.append(draw('circle', { class: 'sketch-seen', cx: SIDE / 2, cy: SIDE / 2, r: 5 }));
    rows.forEach(({ sign, way }, at) => {
      const x = SIDE / 2 + way.east * scale;
      const y = SIDE / 2 - way.north * scale;
      picture.append(draw('circle', { class: 'sketch-sign', cx: x, cy: y, r: 10 }));
      picture.append(draw('text', { class: 'sketch-number', x, y: y + 4 }, String(at + 1)));
    });
    return picture;
  }

  async function show(today) {
    const box = view('map');
    const base = await Field.store.meta('base');
    const here = Field.position.best();
    const signs = (today ? today.signs : []).filter((sign) => sign.lon !== null);
    const rows = here ? Field.today.ordered(signs, here).slice(0, MOST) : [];
    box.querySelector('[data-map-order]').textContent = Field.word(...Field.position.said(here));
    box.querySelector('[data-sketch]').replaceChildren(...(here ? [sketch(rows, here, base)] : []));
    box.querySelector('[data-base]').hidden = !here || !base;
    const own = base && base.source;
    if (own) {
      box.querySelector('[data-base-own]').textContent = own.attribution;
      box.querySelector('[data-base-number]').textContent = own.approval_number;
    }
    box.querySelector('[data-map-list]').replaceChildren(...rows.map(({ sign, way }, at) => make('li', { class: 'queue-row' },
      make('div', { class: 'queue-what' }, digits(`${at + 1} `), make('a', { class: 'queue-title', href: Field.today.capturePath(sign) }, name(sign.hanzi))),
      make('div', { class: 'queue-state' }, bearing(way)))));
  }

  Field.nearby = { show };
})();
