/* Brings what waits on the phone to the server, one flusher at a time; page and worker share it.

   An answer counts only when it is our JSON about this very report. A status of 200 does not: the
   sign-in page of a café's network says 200 as well. */
(function () {
  'use strict';
  const Field = (self.Field = self.Field || {});
  const WHOLE = 1024 * 1024;
  const PIECE = 512 * 1024;
  const PATIENCE_MS = 90000;
  const TRIES = 4;

  /* Why sending stops: `offline`, `portal`, `busy` (server or limit), `signed-out`. */
  class Stop extends Error {
    constructor(why) { super(why); this.why = why; }
  }

  async function call(method, path, { json, blob, headers = {} } = {}) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), PATIENCE_MS);
    const sent = { Accept: 'application/json', ...headers };
    if (json) sent['Content-Type'] = 'application/json';
    let response, text;
    try {
      response = await fetch(path, {
        method, headers: sent, body: json ? JSON.stringify(json) : blob, signal: stop.signal,
        credentials: 'same-origin', cache: 'no-store', redirect: 'manual',
      });
      if (response.type === 'opaqueredirect') throw new Stop('portal');
      text = await response.text();
    } catch (error) {
      throw error instanceof Stop ? error : new Stop('offline');
    } finally {
      clearTimeout(timer);
    }
    let body = null;
    try { body = JSON.parse(text); } catch (_) { /* told below */ }
    if (response.status >= 500 || response.status === 429) throw new Stop('busy');
    if (!body || typeof body !== 'object') throw new Stop(response.status === 413 ? 'busy' : 'portal');
    return { status: response.status, body };
  }

  async function session() {
    const { status, body } = await call('GET', '/api/v1/session');
    if (status === 401 || status === 403) throw new Stop('signed-out');
    if (status !== 200 || !body.csrf_token || !body.person_id) throw new Stop('portal');
    return body;
  }

  /* The list of the day and what became of earlier reports, kept for when there is no signal. */
  async function sync() {
    const { status, body } = await call('GET', '/api/v1/field/today');
    if (status === 401 || status === 403) throw new Stop('signed-out');
    if (status !== 200 || !body.person || !Array.isArray(body.signs)) throw new Stop('portal');
    await Field.store.setMeta('person', body.person);
    await Field.store.setMeta(`today:${body.person.id}`, { ...body, fetched_at: Date.now() });
    const kept = new Map((await Field.store.reports()).map((row) => [row.client_id, row]));
    for (const known of body.reports) {
      const here = kept.get(known.client_id);
      if (known.status === 'withdrawn') {
        if (here && here.state !== 'withdrawn') await Field.store.withdrawn(known.client_id);
        continue;
      }
      if (known.status === 'damaged') {
        if (here && here.state !== 'refused') await refuse(known.client_id, 'refused', known.problem, known.status);
        continue;
      }
      await Field.store.update(known.client_id, (report) => {
        const isSame = report.server_status === known.status && Boolean(report.verdict) === Boolean(known.verdict)
          && (report.comments || []).length === known.comments.length;
        if (isSame) return null;
        // Opened in the end: asked about once more, and it is whole.
        const isMended = report.state === 'refused' && report.server_status === 'damaged';
        const state = isMended ? { state: 'waiting', problem: null } : {};
        return { ...report, ...state, server_status: known.status, verdict: known.verdict, comments: known.comments };
      });
    }
    Field.store.tell();
    return body;
  }

  const BASE = '/map/base.json?zoom=12';
  const BASE_KEPT_MS = 7 * 24 * 3600 * 1000;

  /* Water around the signs, for the sketch; a phone without it draws the signs alone. */
  async function syncBase() {
    const kept = await Field.store.meta('base');
    if (kept && Date.now() - kept.fetched_at < BASE_KEPT_MS) return;
    const { status, body } = await call('GET', BASE);
    if (status === 200 && Array.isArray(body.water)) {
      const shapes = (features) => features.map((feature) => feature.geometry);
      await Field.store.setMeta('base', {
        water: shapes(body.water), areas: shapes(body.areas || []), source: body.basemap, fetched_at: Date.now(),
      });
    }
  }

  const wordsOf = (body) => {
    const fields = Object.values(body.errors || {}).reduce((all, each) => all.concat(each), []);
    return [body.title, body.text, ...fields].filter(Boolean).join(' ');
  };

  /* Take over what the server says it holds; it must be about this report. */
  function apply(clientId, answer) {
    if (answer.client_id !== clientId || !Array.isArray(answer.held)) throw new Stop('portal');
    if (answer.status === 'withdrawn') return Field.store.withdrawn(clientId);
    // All is stored, and a photo cannot be opened: this sign has to be photographed again.
    if (answer.status === 'damaged') return refuse(clientId, 'refused', answer.problem, answer.status);
    return Field.store.update(clientId, (report) => {
      const whole = answer.complete && report.photos.every((entry) => answer.held.includes(entry.sha256));
      return {
        ...report,
        held: answer.held,
        receipt: answer.receipt,
        report_id: answer.report_id,
        server_status: answer.status,
        verdict: answer.verdict,
        state: whole ? 'complete' : 'sending',
        problem: null,
        completed_at: whole ? report.completed_at || new Date().toISOString() : null,
      };
    });
  }

  async function refuse(clientId, state, body, status = '') {
    const problem = { code: body.code || '', text: wordsOf(body) };
    await Field.store.update(clientId, (report) => ({ ...report, state, problem, server_status: status }));
  }

  async function sendOne(report, token) {
    const path = `/api/v1/reports/${report.client_id}`;
    const headers = { 'X-CSRFToken': token };
    await Field.store.update(report.client_id, (row) => ({ ...row, state: 'sending', tries: (row.tries || 0) + 1 }));
    const declared = await call('PUT', path, { json: { ...report.manifest, client_now: new Date().toISOString() }, headers });
    if (![200, 201].includes(declared.status)) return refused(report, declared);
    await apply(report.client_id, declared.body);
    if (['withdrawn', 'damaged'].includes(declared.body.status)) return declared.body.status;
    for (const entry of declared.body.photos) {
      if (entry.held) continue;
      const answer = await sendPhoto(report, entry, path, headers);
      if (answer.status >= 300) return refused(report, answer);
      await apply(report.client_id, answer.body);
    }
    return 'sent';
  }

  function refused(report, { status, body }) {
    // The token was of another sign-in: the next round asks for a new one.
    if (status === 401 || status === 400) throw new Stop('signed-out');
    if (status === 408) throw new Stop('busy');
    if (body.code === 'signage.report_withdrawn') return Field.store.withdrawn(report.client_id);
    return refuse(report.client_id, status === 409 ? 'conflict' : 'refused', body);
  }

  /* The person lets go of a report whose photos will never come. What the server never heard of is
     let go of here alone; what has become whole meanwhile is sent on as before. */
  async function withdrawOne(report, token) {
    const { status, body } = await call('PUT', `/api/v1/reports/${report.client_id}/withdrawal`, {
      headers: { 'X-CSRFToken': token }, json: { reason: report.withdraw_reason },
    });
    if (status === 404 && body.code === 'signage.report_unknown') return Field.store.withdrawn(report.client_id);
    if (status === 409) return Field.store.update(report.client_id, (row) => ({ ...row, state: 'waiting', problem: null }));
    if (![200, 201].includes(status)) return refused(report, { status, body });
    return apply(report.client_id, body);
  }

  async function sendPhoto(report, entry, path, headers) {
    const held = await Field.store.photo(report.client_id, entry.role);
    if (!held) return { status: 410, body: { code: 'phone.photo_gone', title: Field.word ? Field.word('photo_gone') : '' } };
    const target = `${path}/photos/${entry.sha256}`;
    const type = { 'Content-Type': held.blob.type || 'application/octet-stream' };
    let offset = entry.offset || 0;
    let last = null;
    for (let tries = 0; tries < TRIES; tries += 1) {
      const answer = await sendFrom(offset, held.blob, target, { ...headers, ...type }, report);
      if (answer.status < 300) return answer;
      last = answer;
      if (answer.body.code === 'signage.photo_offset') offset = answer.body.stored.offset;
      else if (answer.body.code === 'signage.photo_mismatch') offset = 0;
      else return answer;
    }
    // Again and again not what was declared: damaged on this phone, and no reason to stop the others.
    if (last.body.code === 'signage.photo_mismatch') return last;
    throw new Stop('busy');
  }

  async function sendFrom(start, blob, target, headers, report) {
    if (start === 0 && blob.size <= WHOLE) return call('PUT', target, { blob, headers });
    let answer = null;
    for (let first = start; first < blob.size; first += PIECE) {
      const last = Math.min(first + PIECE, blob.size);
      const range = { 'Content-Range': `bytes ${first}-${last - 1}/${blob.size}` };
      answer = await call('PUT', target, { blob: blob.slice(first, last), headers: { ...headers, ...range } });
      if (answer.status >= 300) return answer;
      await Field.store.update(report.client_id, (row) => ({ ...row, octets: last, octets_of: blob.size }));
    }
    return answer;
  }

  async function announce(person, token) {
    const mine = (await Field.store.reports()).filter((row) => row.person.id === person && Field.store.isUnsent(row));
    const persisted = navigator.storage && navigator.storage.persisted ? await navigator.storage.persisted() : null;
    await call('PUT', `/api/v1/field/phones/${await Field.store.deviceId()}`, {
      headers: { 'X-CSRFToken': token },
      json: {
        unsent: mine.length,
        oldest_saved_at: mine.length ? mine[0].saved_at : null,
        client_now: new Date().toISOString(),
        persisted,
        app: Field.version || '',
      },
    });
  }

  async function round() {
    const said = await session();
    await Field.store.setMeta('skew_ms', Date.now() - Date.parse(said.server_now));
    const person = { id: said.person_id, name: said.name };
    await Field.store.setMeta('person', person);
    for (const report of await Field.store.reports()) {
      if (report.person.id !== person.id || !Field.store.isUnsent(report)) continue;
      if (report.state === 'refused' || report.state === 'conflict') continue;
      if (report.state === 'withdrawing') {
        await withdrawOne(report, said.csrf_token);
        continue;
      }
      await sendOne(report, said.csrf_token);
    }
    await announce(person.id, said.csrf_token);
    await sync();
    await syncBase();
    await Field.store.sweep(Date.now(), await Field.store.lacksRoom());
    return 'done';
  }

  /* Send what waits. Says how it went: done, offline, portal, busy, signed-out, or `elsewhere`
     where another tab or the worker is at it. */
  async function flush() {
    const run = async (lock) => {
      if (lock === null) return 'elsewhere';
      let outcome;
      try {
        outcome = await round();
      } catch (error) {
        if (!(error instanceof Stop)) throw error;
        outcome = error.why;
      }
      await Field.store.setMeta('last_round', { outcome, at: Date.now() });
      await rest();
      return outcome;
    };
    if (!navigator.locks) return run({});
    return navigator.locks.request('field-sending', { ifAvailable: true }, run);
  }

  /* Nothing is being sent any more, whatever the last round came to. */
  async function rest() {
    for (const report of await Field.store.reports()) {
      if (report.state === 'sending') {
        await Field.store.update(report.client_id, (row) => ({ ...row, state: (row.held || []).length || row.receipt ? 'partial' : 'waiting' }));
      }
    }
    Field.store.tell();
  }

  Field.sending = { flush, sync, Stop };
})();
