/* The phone's pages put together: which one is shown, when things are sent, what the head says. */
(function () {
  'use strict';
  const Field = (self.Field = self.Field || {});
  const { make, age, view, toast } = Field.parts;
  const EVERY_MS = 60000;
  const VIEWS = { '/field': 'today', '/field/map': 'map', '/field/queue': 'queue', '/field/mine': 'mine' };
  let person = null;
  let today = null;
  let outcome = null;
  let sending = false;
  let another = false;

  const signOf = (path) => (path.match(/^\/field\/signs\/([^/]+)\/?$/) || [])[1];
  const keyOf = (path) => (signOf(path) ? 'capture' : VIEWS[path.replace(/(.)\/$/, '$1')]);

  async function know() {
    person = await Field.store.meta('person');
    today = person ? await Field.store.meta(`today:${person.id}`) : null;
  }

  Field.count = function (link, n) {
    let mark = link.querySelector('.count');
    if (!n) { if (mark) mark.remove(); return; }
    if (!mark) { mark = make('span', { class: 'count digits' }); link.append(mark); }
    mark.textContent = n;
  };

  async function render() {
    const key = keyOf(location.pathname) || 'today';
    document.querySelectorAll('[data-view]').forEach((each) => { each.hidden = each.dataset.view !== key; });
    document.querySelectorAll('.tab-bar a').forEach((link) => {
      const isHere = keyOf(new URL(link.href).pathname) === key;
      if (isHere) link.setAttribute('aria-current', 'page');
      else link.removeAttribute('aria-current');
    });
    if (key === 'today') await Field.today.show(person, today);
    if (key === 'map') await Field.nearby.show(today);
    if (key === 'queue') await Field.queue.show(person);
    if (key === 'mine') await Field.queue.showMine(person, today);
    await head();
  }

  /* Show the page of this address; capturing begins only when it is come to. */
  async function arrive() {
    Field.capture.leave();
    Field.today.comeTo();
    await render();
    if (keyOf(location.pathname) === 'capture') await Field.capture.show(person, today, signOf(location.pathname));
    else if (keyOf(location.pathname) === 'map' || keyOf(location.pathname) === 'today') await watchIfAllowed();
  }

  // Asking for the position without being asked to would put a question before the list.
  async function watchIfAllowed() {
    if (keyOf(location.pathname) === 'map') { Field.position.begin(); return; }
    if (!navigator.permissions) return;
    const answer = await navigator.permissions.query({ name: 'geolocation' }).catch(() => null);
    if (answer && answer.state === 'granted') Field.position.begin();
  }

  Field.go = function (path) {
    if (location.pathname !== path) history.pushState(null, '', path);
    window.scrollTo(0, 0);
    arrive().then(() => document.getElementById('main').focus({ preventScroll: true }));
  };

  async function head() {
    const unsent = (await Field.store.reports()).filter(Field.store.isUnsent);
    const { level, ms } = Field.queue.urgency(unsent);
    const line = document.querySelector('[data-line]');
    const parts = [];
    if (!navigator.onLine) parts.push(Field.word('line_offline'));
    if (unsent.length) parts.push(Field.word('line_unsent', { n: unsent.length, age: age(ms) }));
    else if (navigator.onLine) parts.push(Field.word('line_all_sent'));
    line.textContent = parts.join(' · ');
    line.dataset.level = level;
    Field.count(document.querySelector('.tab-bar a[href="/field/queue"]'), unsent.length);
    await notices();
  }

  async function notices() {
    const found = [];
    if (outcome === 'signed-out') {
      found.push(Field.parts.problemBox(Field.word('outcome_signed-out'), '', make('p', {}, make('a', { class: 'button', href: `/sign-in?next=${encodeURIComponent(location.pathname)}` }, Field.word('sign_in'))), 'waiting'));
    }
    if (outcome === 'portal') found.push(Field.parts.problemBox(Field.word('outcome_portal'), '', '', 'waiting'));
    const skew = (await Field.store.meta('skew_ms')) || 0;
    if (Math.abs(skew) > 5 * 60000) found.push(Field.parts.problemBox(Field.word('clock_wrong', { age: age(Math.abs(skew)) }), '', '', 'info'));
    document.querySelector('[data-notices]').replaceChildren(...found);
  }

  /* One round of sending; what came of it stands on the queue's page. */
  Field.send = async function () {
    // What came to be sent while a round was under way gets a round of its own.
    if (sending) { another = true; return; }
    sending = true;
    another = false;
    const said = view('queue').querySelector('[data-outcome]');
    said.textContent = Field.word('outcome_running');
    try {
      outcome = await Field.sending.flush();
      said.textContent = Field.word(`outcome_${outcome}`);
      if (outcome === 'offline' || outcome === 'busy') await askLater();
    } finally {
      sending = false;
    }
    await know();
    if (!Field.capture.isOpen()) await render();
    else await head();
    if (another) await Field.send();
  };

  async function askLater() {
    const registration = navigator.serviceWorker && (await navigator.serviceWorker.getRegistration('/field'));
    if (registration && registration.sync) await registration.sync.register('field-sending').catch(() => {});
  }

  const loaded = new Map();
  Field.load = function (path) {
    if (!loaded.has(path)) {
      loaded.set(path, new Promise((done, failed) => {
        const script = make('script', { src: path });
        script.onload = done;
        script.onerror = () => { loaded.delete(path); failed(new Error(path)); };
        document.head.append(script);
      }));
    }
    return loaded.get(path);
  };

  async function leave() {
    const unsent = (await Field.store.reports()).filter((row) => person && row.person.id === person.id && Field.store.isUnsent(row));
    if (unsent.length && !confirm(Field.word('leave_sure', { n: unsent.length }))) return;
    try {
      const { csrf_token: token } = await (await fetch('/api/v1/session', { cache: 'no-store' })).json();
      await fetch('/sign-out', { method: 'POST', body: new URLSearchParams({ csrf_token: token || '' }), redirect: 'manual' });
    } catch (_) {
      toast(Field.word('leave_offline'), 'problem');
      return;
    }
    await Field.store.setMeta('person', null);
    location.assign('/sign-in?next=/field');
  }

  async function speak(event) {
    event.preventDefault();
    const link = event.currentTarget;
    await tellWorker({ language: link.dataset.language });
    if (navigator.onLine) location.assign(link.href);
    else location.reload();
  }

  function tellWorker(message) {
    const worker = navigator.serviceWorker && navigator.serviceWorker.controller;
    if (!worker) return Promise.resolve();
    return new Promise((done) => {
      const pipe = new MessageChannel();
      pipe.port1.onmessage = done;
      setTimeout(done, 1500);
      worker.postMessage(message, [pipe.port2]);
    });
  }

  /* A newer app waits: taken by itself between reports, by a button while one is being written. */
  async function updates() {
    if (!navigator.serviceWorker) return;
    const hadOne = Boolean(navigator.serviceWorker.controller);
    let reloaded = false;
    navigator.serviceWorker.addEventListener('controllerchange', () => {
      if (!hadOne || reloaded || Field.capture.isOpen()) return;
      reloaded = true;
      location.reload();
    });
    const registration = await navigator.serviceWorker.register('/field/worker.js', { scope: '/field', updateViaCache: 'none' }).catch(() => null);
    if (!registration) return;
    const offer = () => { if (registration.waiting && hadOne) newApp(registration.waiting); };
    registration.addEventListener('updatefound', () => {
      registration.installing.addEventListener('statechange', offer);
    });
    offer();
  }

  function newApp(worker) {
    if (!Field.capture.isOpen()) { worker.postMessage({ take: 'new-version' }); return; }
    const button = make('button', { class: 'button button-small', type: 'button', onclick: () => { Field.capture.leave(); worker.postMessage({ take: 'new-version' }); setTimeout(() => location.reload(), 800); } }, Field.word('take_new_app'));
    document.querySelector('[data-notices]').append(Field.parts.problemBox(Field.word('new_app'), '', button, 'info'));
  }

  function wire() {
    document.addEventListener('click', (event) => {
      const link = event.target.closest('a[href]');
      if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || link.hasAttribute('data-language')) return;
      const href = link.getAttribute('href');
      if (!href.startsWith('/field') || !keyOf(href.split('?')[0])) return;
      event.preventDefault();
      Field.go(href.split('?')[0]);
    });
    window.addEventListener('popstate', arrive);
    document.querySelector('[data-language]').addEventListener('click', speak);
    view('queue').querySelector('[data-send]').addEventListener('click', Field.send);
    view('queue').querySelector('[data-export]').addEventListener('click', () => Field.queue.exportUnsent(person));
    view('mine').querySelector('[data-leave]').addEventListener('click', leave);
    Field.capture.wire();
    window.addEventListener('online', Field.send);
    window.addEventListener('offline', head);
    document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'visible') Field.send(); });
    setInterval(Field.send, EVERY_MS);
    Field.position.hear(() => { if (['today', 'map'].includes(keyOf(location.pathname))) render(); });
    const changed = () => { if (!Field.capture.isOpen() && keyOf(location.pathname) !== 'today') render(); else head(); };
    document.addEventListener('field-changed', changed);
    if (self.BroadcastChannel) new BroadcastChannel('field').addEventListener('message', changed);
  }

  async function begin() {
    try {
      await Field.store.open();
    } catch (_) {
      document.querySelector('[data-notices]').replaceChildren(Field.parts.problemBox(Field.word('no_store'), ''));
      return;
    }
    await know();
    wire();
    await arrive();
    updates();
    if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => {});
    await Field.send();
  }

  document.addEventListener('DOMContentLoaded', begin);
})();
