/* Photographing one sign: near, far, what was read, its condition, saved. The draft is on the phone
   before any camera opens, since opening one is what gets pages killed on small phones. */
(function () {
  'use strict';
  const Field = (self.Field = self.Field || {});
  const { make, copy, badge, plate, bearing, circledPhotos, phrase, chinese, problemBox, toast, view } = Field.parts;
  const ROLES = ['near', 'far'];
  const EXTRAS = ['before', 'code'];
  const ALL = [...ROLES, ...EXTRAS];
  const WEAKEST = ['live', 'camera', 'gallery', 'forwarded', 'unknown'];
  let draft = null;
  let aim = 'near';

  const box = () => view('capture');
  const form = () => box().querySelector('[data-form]');
  const finder = () => document.querySelector('[data-finder]');

  async function show(person, today, signId) {
    const kept = person && (await Field.store.draft(person.id, signId));
    const sign = (today && today.signs.find((each) => each.id === signId)) || (kept && kept.sign);
    box().querySelector('[data-unknown]').hidden = Boolean(sign && person);
    form().hidden = !(sign && person);
    box().querySelector('[data-sign]').replaceChildren();
    if (!sign || !person) return;
    describe(sign);
    const fresh = !kept;
    draft = kept || {
      client_id: Field.store.uuid(), person, sign, started_at: new Date().toISOString(), photos: {}, values: {},
      app: Field.version,
    };
    if (fresh) await Field.store.saveDraft(draft);
    fill();
    Field.position.begin();
    await pictures();
    if (!draft.photos.near) openFinder('near');
  }

  function describe(sign) {
    const [tone, said] = Field.words.sign_states[sign.state] || ['neutral', sign.state];
    const here = Field.position.best();
    box().querySelector('[data-sign]').replaceChildren(plate(sign),
      make('p', { class: 'row' }, badge(tone, said), make('code', {}, sign.code), sign.simulated && copy('template[data-simulated]')),
      make('p', { class: 'row row-apart muted' }, `${Field.words.families[sign.family]}${sign.role ? ` · ${Field.words.roles[sign.role]}` : ''}`,
        here && sign.lon !== null && bearing(Field.position.way(here, sign))));
    box().querySelector('[data-back]').replaceChildren(...(sign.back ? [problemBox(
      Field.words.reasons[sign.back.reason_code] || '', sign.back.reason && phrase('reason_said', { text: chinese(sign.back.reason) })), ...circledPhotos(sign.back)] : []));
  }

  function fill() {
    const values = draft.values;
    const fields = form().elements;
    form().reset();
    fields.observed_hanzi.value = values.observed_hanzi || '';
    fields.observed_roman.value = values.observed_roman || '';
    fields.note.value = values.note || '';
    fields.kind.value = values.kind || (draft.sign.state === 'made' ? 'installed' : 'existing_good');
    if (values.condition) fields.condition.value = values.condition;
    for (const box of form().querySelectorAll('[name=defects]')) box.checked = (values.defects || []).includes(box.value);
    form().querySelector('[data-details]').open = Boolean(values.note || (values.defects || []).length);
    form().querySelector('[data-errors]').replaceChildren();
    fix();
  }

  function read() {
    const fields = form().elements;
    return {
      observed_hanzi: fields.observed_hanzi.value.trim(),
      observed_roman: fields.observed_roman.value.trim(),
      condition: fields.condition.value,
      kind: fields.kind.value,
      defects: Array.from(form().querySelectorAll('[name=defects]:checked'), (each) => each.value),
      note: fields.note.value.trim(),
    };
  }

  async function pictures() {
    form().querySelector('[data-extras]').open = EXTRAS.some((role) => draft.photos[role]);
    for (const role of ALL) {
      const shot = form().querySelector(`[data-shot="${role}"]`);
      const held = draft.photos[role] && (await Field.store.photo(draft.client_id, role));
      const picture = shot.querySelector('[data-picture]');
      const state = shot.querySelector('[data-state]');
      shot.classList.toggle('shot-taken', Boolean(held));
      if (held) {
        const image = make('img', { alt: '', src: URL.createObjectURL(held.blob) });
        image.addEventListener('load', () => URL.revokeObjectURL(image.src), { once: true });
        picture.replaceChildren(image);
        state.textContent = [Field.word(held.shrunk ? 'taken_small' : 'taken'), Field.word(`source_${held.source}`), fixOf(held)].filter(Boolean).join(' · ');
      } else {
        state.textContent = Field.word('take');
      }
    }
    const shared = draft.shared && draft.photos.far;
    if (shared) form().querySelector('[data-shot=far] [data-state]').replaceChildren(make('span', {}, phrase('shared', { name: chinese(draft.shared.hanzi) })));
    await offerShared();
  }

  /* Where the phone thought it was when this photo was taken: its best fix, as it was then. */
  function fixOf(held) {
    const best = (held.fixes || []).reduce((found, each) => (!found || each.accuracy_m <= found.accuracy_m ? each : found), null);
    return best ? Field.word('shot_fix', { m: Math.round(best.accuracy_m), s: best.age_s }) : Field.word('shot_no_fix');
  }

  const SHARE_MS = 30 * 60000;

  /* At a crossing one far photo may show two plates: the last report's may serve, and that is declared. */
  async function offerShared() {
    const line = form().querySelector('[data-share]');
    const since = Date.now() - SHARE_MS;
    const last = (await Field.store.reports()).filter((report) => draft && report.person.id === draft.person.id
      && report.sign.id !== draft.sign.id && Date.parse(report.saved_at) > since).pop();
    const far = last && (await Field.store.photo(last.client_id, 'far'));
    line.hidden = !far || !draft || Boolean(draft.photos.far);
    if (line.hidden) return;
    const button = line.querySelector('[data-share-button]');
    button.replaceChildren(make('span', {}, phrase('share', { name: chinese(last.sign.hanzi) })));
    button.onclick = async () => {
      const { client_id: _other, blob, ...facts } = far;
      draft = { ...draft, values: read(), shared: { id: last.sign.id, hanzi: last.sign.hanzi }, photos: { ...draft.photos, far: facts } };
      await Field.store.savePhoto(draft, { ...facts, blob });
      await pictures();
    };
  }

  let saying = '';
  function say(key) {
    saying = key;
    finder().querySelector('[data-finder-word]').textContent = Field.word(key);
  }

  /* The viewfinder in the page; where there is none, the camera app and the album are one tap away. */
  async function openFinder(role) {
    aim = role;
    const dialog = finder();
    dialog.querySelector('[data-title]').textContent = Field.word(`finder_${role}`);
    dialog.querySelector('[data-finder-plate]').textContent = draft.sign.hanzi;
    say('finder_wait');
    dialog.querySelector('[data-shutter]').disabled = true;
    if (!dialog.open) dialog.showModal();
    try {
      await Field.camera.start(dialog.querySelector('[data-video]'));
      if (!dialog.open) { Field.camera.stop(); return; }
      dialog.querySelector('[data-shutter]').disabled = false;
      dialog.querySelector('[data-shutter]').focus();
      // What was said meanwhile of a photo from elsewhere stands.
      if (saying === 'finder_wait') say('finder_ready');
    } catch (error) {
      say(Field.camera.faultOf(error));
      // The shutter stays shut: the way out is under the thumb and spoken next.
      dialog.querySelector('[data-file=camera]').focus();
    }
  }

  function closeFinder() {
    Field.camera.stop();
    if (finder().open) finder().close();
  }

  async function shutter() {
    const button = finder().querySelector('[data-shutter]');
    button.disabled = true;
    try {
      await keep(await Field.camera.shoot(finder().querySelector('[data-video]')), 'live');
    } catch (error) {
      button.disabled = false;
      say(Field.camera.faultOf(error));
    }
  }

  async function keep(blob, source) {
    const photo = await Field.camera.photoOf(blob, aim, source);
    if (ALL.some((role) => role !== aim && draft.photos[role] && draft.photos[role].sha256 === photo.sha256)) {
      say('same_photo');
      finder().querySelector('[data-shutter]').disabled = !Field.camera.isLive();
      return;
    }
    const { blob: _kept, ...facts } = photo;
    draft = { ...draft, values: read(), shared: aim === 'far' ? null : draft.shared, photos: { ...draft.photos, [aim]: facts } };
    try {
      await Field.store.savePhoto(draft, photo);
    } catch (_) {
      say('not_saved');
      return;
    }
    await pictures();
    const other = ROLES.find((role) => !draft.photos[role]);
    if (ROLES.includes(aim) && other) { await openFinder(other); return; }
    closeFinder();
    if (EXTRAS.includes(aim)) { form().querySelector(`[data-take=${aim}]`).focus(); return; }
    (form().elements.observed_hanzi.value ? form().querySelector('[name=condition]') : form().elements.observed_hanzi).focus();
  }

  function fix() {
    const line = form().querySelector('[data-fix]');
    const [key, facts] = Field.position.said(Field.position.best());
    line.textContent = Field.word(key, facts);
    line.classList.toggle('phone-fix-doubtful', !['fix_good', 'fix_none'].includes(key));
  }

  function faults(values) {
    const found = [];
    for (const role of ROLES) if (!draft.photos[role]) found.push([`[data-take=${role}]`, Field.word(`need_${role}`)]);
    const silent = Field.words.silent.includes(values.kind);
    if (!values.observed_hanzi && !silent) found.push(['[name=observed_hanzi]', Field.word('need_text')]);
    if (!values.condition) found.push(['[name=condition]', Field.word('need_condition')]);
    return found;
  }

  async function save(event) {
    event.preventDefault();
    const values = read();
    const wrong = faults(values);
    const list = form().querySelector('[data-errors]');
    list.replaceChildren(...wrong.map(([, text]) => make('li', {}, copy('template[data-icon="state-problem"]'), make('span', {}, text))));
    if (wrong.length) { form().querySelector(wrong[0][0]).focus(); return; }
    const { near, far } = draft.photos;
    const taken = ALL.filter((role) => draft.photos[role])
      .map((role) => ({ role, sha256: draft.photos[role].sha256, bytes: draft.photos[role].bytes }));
    const weakest = [near, far].map((each) => each.source).sort((a, b) => WEAKEST.indexOf(b) - WEAKEST.indexOf(a))[0];
    const report = {
      client_id: draft.client_id,
      person: draft.person,
      sign: { id: draft.sign.id, hanzi: draft.sign.hanzi, roman: draft.sign.roman, ground: draft.sign.ground, code: draft.sign.code },
      saved_at: new Date().toISOString(),
      state: 'waiting',
      held: [],
      photos: taken,
      manifest: {
        sign_id: draft.sign.id, ...values,
        captured_at: near.taken_at, capture_source: weakest,
        fixes: near.fixes.length ? near.fixes : far.fixes,
        shared_sign_id: draft.shared ? draft.shared.id : null,
        photos: taken,
      },
    };
    const button = form().querySelector('[type=submit]');
    button.disabled = true;
    try {
      await Field.store.enqueue(draft, report);
    } catch (_) {
      list.replaceChildren(make('li', {}, Field.word('not_saved')));
      return;
    } finally {
      button.disabled = false;
    }
    draft = null;
    leave();
    Field.position.end();
    toast(phrase('saved', { name: chinese(report.sign.hanzi) }));
    Field.go('/field');
    Field.send();
  }

  let later = 0;
  function typed() {
    clearTimeout(later);
    later = setTimeout(() => { if (draft) { draft = { ...draft, values: read() }; Field.store.saveDraft(draft); } }, 300);
  }

  function leave() {
    clearTimeout(later);
    closeFinder();
  }

  async function discard() {
    if (!draft || !confirm(Field.word('discard_sure'))) return;
    const gone = draft;
    draft = null;
    leave();
    await Field.store.dropDraft(gone);
    Field.go('/field');
  }

  function wire() {
    form().addEventListener('submit', save);
    form().addEventListener('input', typed);
    form().querySelectorAll('[data-take]').forEach((button) => button.addEventListener('click', () => openFinder(button.dataset.take)));
    form().querySelector('[data-discard]').addEventListener('click', discard);
    finder().querySelector('[data-shutter]').addEventListener('click', shutter);
    finder().querySelector('[data-close]').addEventListener('click', closeFinder);
    finder().addEventListener('close', () => Field.camera.stop());
    finder().querySelectorAll('[data-file]').forEach((input) => input.addEventListener('change', () => {
      const file = input.files[0];
      // The same file chosen twice would raise no second event.
      input.value = '';
      if (file) keep(file, input.dataset.file);
    }));
    Field.position.hear(() => { if (draft) fix(); });
  }

  Field.capture = { show, wire, leave, isOpen: () => Boolean(draft) && !box().hidden };
})();
