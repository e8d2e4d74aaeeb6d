/* 待发 and 我的: what waits on this phone, how it fares, and the ways out of it. */
(function () {
  'use strict';
  const Field = (self.Field = self.Field || {});
  const { make, badge, age, chinese, moment, digits, phrase, view } = Field.parts;
  const TONES = { waiting: 'info', sending: 'info', partial: 'waiting', complete: 'done', refused: 'problem', conflict: 'problem', withdrawing: 'waiting', withdrawn: 'neutral' };
  const HOUR = 3600000;

  function stateOf(report) {
    if (report.state === 'complete' && report.server_status && !['received', 'examining'].includes(report.server_status)) {
      const [tone, said] = Field.words.report_states[report.server_status];
      return badge(tone, said);
    }
    const facts = { m: (report.held || []).length, n: report.photos.length };
    return badge(TONES[report.state], Field.word(`state_${report.state}`, facts));
  }

  function verdictOf(report) {
    const verdict = report.verdict;
    if (!verdict) return null;
    const reason = Field.words.reasons[verdict.reason_code];
    if (!reason && !verdict.reason) return null;
    return make('p', { class: 'queue-why' }, reason, reason && verdict.reason && ' · ', verdict.reason && chinese(verdict.reason));
  }

  function commentsOf(report) {
    return (report.comments || []).slice(-3).map((said) => make('p', { class: 'queue-meta', lang: 'zh-Hans' }, `${said.author}：${said.body}`));
  }

  function row(report, me) {
    const isMine = me && report.person.id === me.id;
    const stuck = report.state === 'refused' || report.state === 'conflict';
    // The server has the bytes: sending them again opens them no better.
    const isDamaged = stuck && report.server_status === 'damaged';
    const name = report.person.name;
    return make('li', { class: 'queue-row', 'data-client-id': report.client_id },
      make('div', { class: 'queue-what' },
        make('span', { class: 'queue-title', lang: 'zh-Hans' }, report.sign.hanzi),
        report.sign.roman && make('span', { class: 'roman', lang: 'zh-Latn' }, report.sign.roman),
        make('p', { class: 'queue-meta digits' }, Field.word('saved_at', { t: moment(report.saved_at) })),
        !isMine && Field.store.isUnsent(report) && make('p', { class: 'queue-why' }, phrase('other_person', { name: chinese(name) })),
        report.problem && make('p', { class: 'queue-why' }, report.problem.text),
        isDamaged && make('p', { class: 'queue-why' }, Field.word('damaged_do')),
        report.withdraw_reason && make('p', { class: 'queue-why' }, chinese(report.withdraw_reason)),
        report.state === 'sending' && report.octets && make('p', { class: 'queue-meta digits' },
          Field.word('sending_octets', { m: (report.octets / 1e6).toFixed(1), n: (report.octets_of / 1e6).toFixed(1) })),
        verdictOf(report),
        ...commentsOf(report),
        report.state === 'complete' && report.report_id && make('p', {}, make('a', { href: `/field/reports/${report.report_id}` }, Field.word('receipt')))),
      make('div', { class: 'queue-state' }, stateOf(report),
        stuck && isMine && !isDamaged && make('button', { class: 'button button-small', type: 'button', onclick: () => again(report) }, Field.word('retry')),
        stuck && isMine && isDeclared(report) && make('button', { class: 'button button-small', type: 'button', onclick: () => withdraw(report) }, Field.word('withdraw')),
        stuck && isMine && !isDeclared(report) && make('button', { class: 'button button-small', type: 'button', onclick: () => remove(report) }, Field.word('remove'))));
  }

  async function again(report) {
    await Field.store.update(report.client_id, (row) => ({ ...row, state: 'waiting', problem: null }));
    Field.send();
  }

  /* The server has the report and waits for its photos: deleting it here would leave it waiting. */
  const isDeclared = (report) => Boolean(report.receipt) && report.state === 'refused';

  async function withdraw(report) {
    const reason = (prompt(Field.word('withdraw_why'), report.problem ? report.problem.text.slice(0, 300) : '') || '').trim();
    if (!reason) return;
    await Field.store.update(report.client_id, (row) => ({ ...row, state: 'withdrawing', withdraw_reason: reason.slice(0, 300), problem: null }));
    Field.send();
  }

  async function remove(report) {
    if (confirm(Field.word('remove_sure'))) await Field.store.drop(report.client_id);
  }

  /* How urgent the oldest unsent report is: none, fresh, amber after a day, red after three. */
  function urgency(unsent, now = Date.now()) {
    if (!unsent.length) return { level: 'none', ms: 0 };
    const ms = now - Date.parse(unsent[0].saved_at);
    if (ms >= Field.words.red_h * HOUR) return { level: 'red', ms };
    return { level: ms >= Field.words.amber_h * HOUR ? 'amber' : 'fresh', ms };
  }

  async function show(person) {
    const box = view('queue');
    const all = await Field.store.reports();
    const unsent = all.filter(Field.store.isUnsent);
    const sent = all.filter((report) => !Field.store.isUnsent(report)).reverse();
    const { level, ms } = urgency(unsent);
    const oldest = box.querySelector('[data-oldest]');
    oldest.textContent = level === 'none' ? '' : Field.word(level === 'fresh' ? 'oldest' : `oldest_${level}`, { age: age(ms) });
    oldest.dataset.level = level;
    box.querySelector('[data-queue]').replaceChildren(...unsent.map((report) => row(report, person)));
    box.querySelector('[data-empty]').hidden = unsent.length > 0;
    box.querySelector('[data-send]').hidden = !unsent.length;
    box.querySelector('[data-sent]').hidden = !sent.length;
    box.querySelector('[data-sent-list]').replaceChildren(...sent.map((report) => row(report, person)));
    box.querySelector('[data-export]').hidden = !unsent.length;
    await custody(box);
  }

  async function custody(box) {
    const storage = navigator.storage || {};
    const persisted = storage.persisted ? await storage.persisted() : null;
    const said = Field.word(persisted === null ? 'persist_unknown' : persisted ? 'persist_yes' : 'persist_no');
    const room = storage.estimate ? await storage.estimate() : null;
    const left = room && room.quota ? ` ${Field.word('room', { n: Math.floor((room.quota - room.usage) / 1e6) })}` : '';
    box.querySelector('[data-persist]').textContent = said + left;
  }

  async function showMine(person, today) {
    const box = view('mine');
    const here = new Map((await Field.store.reports()).filter((row) => person && row.person.id === person.id).map((row) => [row.client_id, row]));
    const rows = Array.from(here.values()).filter(Field.store.isUnsent).reverse().map((report) => row(report, person));
    for (const known of today ? today.reports : []) {
      const [tone, said] = Field.words.report_states[known.status];
      if (here.has(known.client_id) && Field.store.isUnsent(here.get(known.client_id))) continue;
      rows.push(make('li', { class: 'queue-row' },
        make('div', { class: 'queue-what' }, make('span', { class: 'queue-title', lang: 'zh-Hans' }, known.hanzi), verdictOf(known), ...commentsOf(known)),
        make('div', { class: 'queue-state' }, badge(tone, said), make('span', { class: 'queue-deadline' }, digits(moment(known.received_at))))));
    }
    box.querySelector('[data-mine]').replaceChildren(...rows);
    box.querySelector('[data-empty]').hidden = rows.length > 0;
    box.querySelector('[data-who]').replaceChildren(...(person ? phrase('who', { name: chinese(person.name) }) : []));
  }

  /* One ZIP with everything unsent, to be handed in at a desk: reports.json and the originals. */
  async function exportUnsent(person) {
    const unsent = (await Field.store.reports()).filter(Field.store.isUnsent);
    if (!unsent.length) { Field.parts.toast(Field.word('export_none'), 'info'); return; }
    await Field.load(Field.words.zip_script);
    const files = {};
    const listed = [];
    for (const report of unsent) {
      const photos = [];
      for (const held of await Field.store.photosOf(report.client_id)) {
        const file = `${report.client_id}/${held.role}.${(held.blob.type.split('/')[1] || 'jpeg').replace(/[^a-z]/g, '')}`;
        files[file] = [new Uint8Array(await held.blob.arrayBuffer()), { level: 0 }];
        photos.push({ role: held.role, sha256: held.sha256, bytes: held.bytes, file });
      }
      listed.push({ client_id: report.client_id, person: report.person, saved_at: report.saved_at, manifest: report.manifest, photos });
    }
    const head = { format: 1, app: Field.version, device_id: await Field.store.deviceId(), exported_at: new Date().toISOString(), reports: listed };
    files['reports.json'] = [new TextEncoder().encode(JSON.stringify(head, null, 1)), { level: 6 }];
    const zip = new Blob([self.fflate.zipSync(files)], { type: 'application/zip' });
    const name = `field-${(person && person.id) || 'phone'}-${new Date().toISOString().slice(0, 10)}.zip`;
    const link = make('a', { href: URL.createObjectURL(zip), download: name });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    Field.parts.toast(Field.word('export_done', { name }));
  }

  Field.queue = { show, showMine, urgency, exportUnsent };
})();
