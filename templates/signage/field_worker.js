/* The crew's worker, version {{ version }}: keeps the shell and its files, sends in the background. */
'use strict';
{% for path in shared %}
importScripts({{ path|tojson }});
{% endfor %}
const VERSION = {{ version|tojson }};
const CACHE = `field-${VERSION}`;
const CHOICES = 'field-choices';
const KEPT = {{ kept|tojson }};
const SHELLS = {{ shells|tojson }};
const PAGES = /^\/field(\/(queue|mine|map|signs\/[^/]+))?\/?$/;
Field.version = VERSION;

self.addEventListener('install', (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(CACHE);
    await cache.addAll(KEPT.map((path) => new Request(path, { cache: 'reload', credentials: 'omit' })));
    for (const path of Object.values(SHELLS)) {
      // A captive portal answers 200 with its own page: that must never become the app.
      const answer = await fetch(path, { cache: 'reload', credentials: 'omit', redirect: 'error' });
      const text = await answer.clone().text();
      if (!answer.ok || !text.includes('id="field-words"')) throw new Error('this is not the shell');
      await cache.put(path, answer);
    }
  })());
});

self.addEventListener('activate', (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith('field-') && name !== CACHE && name !== CHOICES) await caches.delete(name);
    }
    await self.clients.claim();
    // The list of the day comes along at once: the next step may be out of the door.
    await Field.sending.flush().catch(() => {});
  })());
});

async function choice() {
  const said = await (await caches.open(CHOICES)).match('/field/language', { ignoreVary: true });
  const tag = said ? await said.text() : '';
  if (SHELLS[tag]) return tag;
  return (navigator.language || 'zh').toLowerCase().startsWith('zh') ? 'zh-CN' : 'en';
}

async function shell(request) {
  const kept = await (await caches.open(CACHE)).match(SHELLS[await choice()], { ignoreVary: true });
  return kept || fetch(request);
}

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (request.mode === 'navigate' && PAGES.test(url.pathname)) {
    event.respondWith(shell(request));
  } else if (url.pathname.startsWith('/static/')) {
    event.respondWith((async () => (await caches.match(request, { ignoreVary: true })) || fetch(request))());
  }
});

self.addEventListener('message', (event) => {
  const said = event.data || {};
  if (said.take === 'new-version') self.skipWaiting();
  if (SHELLS[said.language]) {
    event.waitUntil((async () => {
      await (await caches.open(CHOICES)).put('/field/language', new Response(said.language));
      if (event.ports[0]) event.ports[0].postMessage('kept');
    })());
  }
});

self.addEventListener('sync', (event) => {
  if (event.tag !== 'field-sending') return;
  event.waitUntil((async () => {
    // Rejecting asks the browser to try once more when it sees fit.
    const outcome = await Field.sending.flush();
    if (outcome === 'offline' || outcome === 'busy') throw new Error(outcome);
  })());
});
