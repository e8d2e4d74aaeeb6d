/* Words and small parts of the phone's pages: made from templates of the shell, filled with text. */
(function () {
  'use strict';
  const Field = (self.Field = self.Field || {});
  const words = JSON.parse(document.getElementById('field-words').textContent);
  Field.version = words.version;

  function word(key, facts = {}) {
    return (words[key] || '').replace(/\{(\w+)\}/g, (whole, name) => (name in facts ? facts[name] : whole));
  }

  /* The same with elements among the facts: names keep their language mark. */
  function phrase(key, facts) {
    return (words[key] || '').split(/(\{\w+\})/).filter(Boolean).map((part) => {
      const fact = /^\{\w+\}$/.test(part) ? facts[part.slice(1, -1)] : part;
      return fact && fact.cloneNode ? fact.cloneNode(true) : String(fact);
    });
  }

  const chinese = (text) => make('span', { lang: 'zh-Hans' }, text);

  /* An element: text children are text, never markup. */
  function make(tag, attributes = {}, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value === null || value === undefined || value === false) continue;
      if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
      else node.setAttribute(name, value === true ? '' : value);
    }
    node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
    return node;
  }

  const copy = (selector) => document.querySelector(selector).content.cloneNode(true);
  const name = (hanzi) => make('span', { class: 'name', lang: 'zh-Hans' }, hanzi);
  const digits = (text) => make('span', { class: 'digits' }, text);

  function badge(tone, text) {
    return make('span', { class: `badge badge-${tone}` }, copy(`template[data-icon="state-${tone}"]`), text);
  }

  function plate(sign) {
    const found = copy(`template[data-plate="${sign.ground}"]`) ;
    found.querySelector('.plate-hanzi').textContent = sign.hanzi;
    const roman = found.querySelector('.plate-roman');
    if (sign.roman) roman.textContent = sign.roman;
    else roman.remove();
    return found;
  }

  function distance(metres) {
    return metres < 1000 ? word('metres', { n: Math.round(metres) }) : word('kilometres', { n: (metres / 1000).toFixed(metres < 1e4 ? 1 : 0) });
  }

  function bearing(way) {
    const arrow = copy('template[data-icon="arrow"]').firstElementChild;
    const svg = draw('svg', { viewBox: '0 0 24 24', class: arrow.getAttribute('class'), 'aria-hidden': 'true' });
    svg.append(draw('path', { d: 'M12 3l6 17-6-4-6 4z', fill: 'currentColor', transform: `rotate(${Math.round(way.degrees)} 12 12)` }));
    const sector = word('north').split(',')[Math.floor(((way.degrees % 360) + 22.5) / 45) % 8];
    return make('span', { class: 'bearing' }, svg, make('span', {}, sector), ' ', digits(distance(way.metres)));
  }

  const SVG = 'http://www.w3.org/2000/svg';

  /* An element of a drawing; its text is text, never markup. */
  function draw(tag, attributes, text) {
    const node = document.createElementNS(SVG, tag);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    if (text) node.textContent = text;
    return node;
  }

  /* Photos on which the reviewer circled something: from this phone while it keeps them, else from
     the server. */
  function circledPhotos(verdict) {
    return (verdict.circled || []).map((photo) => {
      const image = draw('image', { width: photo.width, height: photo.height });
      const said = word('circled', { photo: words.photo_roles[photo.role], n: photo.places.length });
      const svg = draw('svg', { viewBox: `0 0 ${photo.width} ${photo.height}`, role: 'img', 'aria-label': said });
      svg.append(image, ...photo.places.map((place) => draw('rect', {
        class: 'circled-place', x: place.left * photo.width, y: place.top * photo.height,
        width: place.width * photo.width, height: place.height * photo.height,
      })));
      Field.store.photo(verdict.client_id, photo.role).catch(() => null).then((kept) => {
        image.setAttribute('href', kept ? URL.createObjectURL(kept.blob) : `/photos/${photo.photo_id}/large`);
      });
      return make('figure', { class: 'photo circled' }, svg, make('figcaption', {}, said));
    });
  }

  function age(ms) {
    const minutes = Math.max(1, Math.floor(ms / 60000));
    if (minutes < 60) return word('age_minutes', { n: minutes });
    if (minutes < 48 * 60) return word('age_hours', { n: Math.floor(minutes / 60) });
    return word('age_days', { n: Math.floor(minutes / 1440) });
  }

  /* 2026-11-23 14:49, China time, as everywhere on this site. */
  function moment(iso) {
    const at = new Date(Date.parse(iso) + 8 * 3600 * 1000);
    return at.toISOString().slice(0, 16).replace('T', ' ');
  }

  function problemBox(title, text, next, tone = 'problem') {
    return make('div', { class: `problem-box problem-box-${tone}`, role: tone === 'problem' ? 'alert' : 'status' },
      copy(`template[data-icon="state-${tone}"]`),
      make('div', {}, make('p', { class: 'problem-title' }, title), text && make('p', {}, text), next));
  }

  function toast(text, tone = 'done') {
    const box = document.querySelector('[data-toasts]');
    const shown = make('div', { class: `toast toast-${tone}` }, copy(`template[data-icon="state-${tone}"]`), make('p', {}, text));
    box.append(shown);
    setTimeout(() => shown.remove(), 6000);
  }

  const view = (key) => document.querySelector(`[data-view="${key}"]`);

  Field.words = words;
  Field.word = word;
  Field.parts = { make, draw, phrase, chinese, copy, name, digits, badge, plate, bearing, circledPhotos, distance, age, moment, problemBox, toast, view };
})();
