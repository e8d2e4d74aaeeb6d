/* 今日: what came back with a problem, then the signs to photograph: those of one's work orders in
   their order of visit, then the rest, nearest first once we know where. */
(function () {
  'use strict';
  const Field = (self.Field = self.Field || {});
  const { make, name, badge, plate, bearing, circledPhotos, moment, problemBox, copy, view } = Field.parts;
  const PAGE = 30;
  let shown = PAGE;
  let sought = '';
  // The order in which signs stand, by identifier, and whether it is by distance. It is made when
  // the page is come to: a list that sorts itself under a finger makes people photograph the wrong sign.
  let order = null;
  let byDistance = false;

  const capturePath = (sign) => `/field/signs/${sign.id}`;

  /* Signs with their way from here; in the order of walking where we know where we are. */
  function ordered(signs, here) {
    const rows = signs.map((sign) => ({ sign, way: here && sign.lon !== null ? Field.position.way(here, sign) : null }));
    if (here) rows.sort((a, b) => (a.way ? a.way.metres : Infinity) - (b.way ? b.way.metres : Infinity));
    return rows;
  }

  /* The stop of a work order, with its day; amber on that day, red after it. */
  function stop(due) {
    const today = moment(new Date().toISOString()).slice(0, 10);
    const tone = due.due_on < today ? 'problem' : due.due_on === today ? 'waiting' : 'info';
    return badge(tone, Field.word('order_stop', { n: due.number, turn: due.turn, day: due.due_on }));
  }

  function card({ sign, way }, stored) {
    const [tone, said] = Field.words.sign_states[sign.state] || ['neutral', sign.state];
    return make('li', { class: 'card sign-card' },
      make('a', { class: 'sign-card-plate', href: capturePath(sign) }, plate(sign), make('span', { class: 'visually-hidden' }, Field.word('go_report'))),
      sign.order && make('p', {}, stop(sign.order)),
      make('p', { class: 'row' }, badge(tone, said),
        stored.reported.has(sign.id) ? badge('info', Field.word('saved_here')) : sign.waiting && badge('waiting', Field.word('waiting_mine')),
        stored.drafted.has(sign.id) && badge('waiting', Field.word('has_draft')),
        sign.simulated && copy('template[data-simulated]')),
      make('p', { class: 'row row-apart' }, make('span', { class: 'muted' }, Field.words.families[sign.family], sign.role ? ` · ${Field.words.roles[sign.role]}` : ''),
        way ? bearing(way) : sign.lon === null && make('span', { class: 'muted' }, Field.word('no_position'))));
  }

  function backCard(sign) {
    const said = [sign.back.reason_code && Field.words.reasons[sign.back.reason_code]].filter(Boolean).join('');
    return make('li', {}, problemBox(name(sign.hanzi), said, make('div', {},
      sign.back.reason && make('p', { lang: 'zh-Hans' }, sign.back.reason),
      circledPhotos(sign.back),
      make('p', { class: 'muted digits' }, moment(sign.back.at)),
      make('p', {}, make('a', { class: 'button', href: capturePath(sign) }, Field.word('again'))))));
  }

  function settle(rows, here) {
    order = new Map(rows.map((row, at) => [row.sign.id, at]));
    byDistance = Boolean(here);
  }

  const rank = (row) => (order.has(row.sign.id) ? order.get(row.sign.id) : order.size);

  async function storedBy(person) {
    const reports = (await Field.store.reports()).filter((row) => row.person.id === person.id);
    return {
      reported: new Set(reports.filter((row) => Field.store.isUnsent(row) || row.server_status === 'received').map((row) => row.sign.id)),
      drafted: new Set((await Field.store.drafts(person.id)).map((row) => row.sign.id)),
    };
  }

  async function show(person, today) {
    const box = view('today');
    const here = Field.position.best();
    const signs = today ? today.signs : [];
    const stored = person ? await storedBy(person) : { reported: new Set(), drafted: new Set() };
    const back = signs.filter((sign) => sign.back && !stored.reported.has(sign.id));
    const wanted = signs.filter((sign) => !sought || `${sign.hanzi} ${sign.roman} ${sign.code}`.toLowerCase().includes(sought));
    // What was reported already sinks to the end: the list is of what is still to be done.
    const isDone = ({ sign }) => stored.reported.has(sign.id) || (sign.waiting && !sign.back);
    const way = ordered(wanted, here);
    // What a work order sends one to comes first, in its order of visit: as the server lists it.
    const listed = new Map(signs.map((sign, at) => [sign.id, at]));
    const open = way.filter((row) => !isDone(row));
    const sent = open.filter((row) => row.sign.order).sort((a, b) => listed.get(a.sign.id) - listed.get(b.sign.id));
    const now = [...sent, ...open.filter((row) => !row.sign.order), ...way.filter(isDone)];
    if (!order || (here && !byDistance)) settle(now, here);
    const rows = now.slice().sort((a, b) => rank(a) - rank(b));
    const moved = here && byDistance && now.some((row, at) => row !== rows[at]);
    box.querySelector('[data-returned]').hidden = !back.length;
    box.querySelector('[data-count]').textContent = back.length;
    box.querySelector('[data-list]').replaceChildren(...back.map(backCard));
    box.querySelector('[data-count-todo]').textContent = signs.length;
    box.querySelector('[data-todo]').replaceChildren(...rows.slice(0, shown).map((row) => card(row, stored)));
    box.querySelector('[data-order]').replaceChildren(...[
      make('span', {}, Field.word(sent.length ? (byDistance ? 'sent_near' : 'sent_long') : (byDistance ? 'near_first' : 'long_first'))),
      moved && make('button', { class: 'button button-small', type: 'button', onclick: () => { order = null; show(person, today); } }, Field.word('locate')),
      today ? make('span', { class: 'muted digits' }, Field.word('fetched', { t: moment(today.server_now) })) : '',
    ].filter(Boolean));
    box.querySelector('.phone-find').hidden = signs.length < 8;
    box.querySelector('[data-none]').hidden = !today || signs.length > 0;
    box.querySelector('[data-never]').hidden = Boolean(today);
    const more = box.querySelector('[data-more]');
    more.hidden = rows.length <= shown;
    more.onclick = () => { shown += PAGE; show(person, today); };
    box.querySelector('[data-find]').oninput = (event) => { sought = event.target.value.trim().toLowerCase(); show(person, today); };
    const count = document.querySelector('.tab-bar a[href="/field"]');
    Field.count(count, back.length);
  }

  Field.today = { show, ordered, capturePath, comeTo: () => { order = null; } };
})();
