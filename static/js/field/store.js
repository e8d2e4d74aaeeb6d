/* What the phone keeps by itself: drafts, reports, their photos, the list. Page and worker share it.

   A report and its photos are written in one transaction and leave the phone only after the server
   has quoted the digest of every photo. Two versions of the layout exist:
   1  the photos lay inside the report, `report.blobs[role]`
   2  each photo is a row of its own, so that changing a report's state rewrites no megabytes */
(function () {
  'use strict';
  const Field = (self.Field = self.Field || {});
  const NAME = 'field';
  const VERSION = 2;
  const FORMAT = 2;
  const KEPT_MS = 7 * 24 * 3600 * 1000;
  const STRICT = { durability: 'strict' };
  let opened = null;

  function upgrade(db, from, _to, transaction) {
    if (from < 1) {
      db.createObjectStore('reports', { keyPath: 'client_id' });
      db.createObjectStore('meta');
    }
    if (from < 2) {
      db.createObjectStore('drafts', { keyPath: 'key' });
      db.createObjectStore('photos', { keyPath: ['client_id', 'role'] });
      if (from === 1) return photosApart(transaction);
    }
    return undefined;
  }

  async function photosApart(transaction) {
    const reports = transaction.objectStore('reports');
    const photos = transaction.objectStore('photos');
    for (let at = await reports.openCursor(); at; at = await at.continue()) {
      const { blobs, ...report } = at.value;
      for (const entry of report.photos) {
        await photos.put({ client_id: report.client_id, role: entry.role, sha256: entry.sha256, bytes: entry.bytes, blob: blobs[entry.role] });
      }
      await at.update({ ...report, format: FORMAT });
    }
  }

  function open() {
    if (!opened) {
      opened = self.idb.openDB(NAME, VERSION, {
        upgrade,
        // An older page of the app is open elsewhere: it lets go, so that this one can begin.
        blocking(_current, _blocked, event) { event.target.close(); opened = null; },
        terminated() { opened = null; },
      });
      opened.catch(() => { opened = null; });
    }
    return opened;
  }

  async function meta(key) { return (await open()).get('meta', key); }
  async function setMeta(key, value) { await (await open()).put('meta', value, key); }

  async function deviceId() {
    let id = await meta('device');
    if (!id) {
      id = self.crypto.randomUUID ? self.crypto.randomUUID() : uuid();
      await setMeta('device', id);
    }
    return id;
  }

  // Older WebViews have getRandomValues and not randomUUID.
  function uuid() {
    const octets = self.crypto.getRandomValues(new Uint8Array(16));
    octets[6] = (octets[6] & 15) | 64;
    octets[8] = (octets[8] & 63) | 128;
    const hex = Array.from(octets, (octet) => octet.toString(16).padStart(2, '0')).join('');
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  }

  const keyOf = (personId, signId) => `${personId}:${signId}`;

  async function draft(personId, signId) { return (await open()).get('drafts', keyOf(personId, signId)); }

  async function saveDraft(draft) {
    const db = await open();
    const transaction = db.transaction('drafts', 'readwrite', STRICT);
    await transaction.store.put({ ...draft, key: keyOf(draft.person.id, draft.sign.id) });
    await transaction.done;
    tell();
  }

  async function savePhoto(draft, photo) {
    const db = await open();
    const transaction = db.transaction(['drafts', 'photos'], 'readwrite', STRICT);
    await transaction.objectStore('photos').put({ ...photo, client_id: draft.client_id });
    await transaction.objectStore('drafts').put({ ...draft, key: keyOf(draft.person.id, draft.sign.id) });
    await transaction.done;
  }

  async function dropDraft(draft) {
    const db = await open();
    const transaction = db.transaction(['drafts', 'photos'], 'readwrite', STRICT);
    await transaction.objectStore('drafts').delete(keyOf(draft.person.id, draft.sign.id));
    await dropPhotos(transaction.objectStore('photos'), draft.client_id);
    await transaction.done;
    tell();
  }

  async function dropPhotos(photos, clientId) {
    for (const key of await photos.getAllKeys(IDBKeyRange.bound([clientId, ''], [clientId, '\uffff']))) {
      await photos.delete(key);
    }
  }

  async function drafts(personId) {
    return (await (await open()).getAll('drafts')).filter((draft) => draft.person.id === personId);
  }

  /* The draft becomes a report that waits to be sent: its photos are looked for in the same
     transaction, so that there is never a report without them. */
  async function enqueue(draft, report) {
    const db = await open();
    const transaction = db.transaction(['drafts', 'reports', 'photos'], 'readwrite', STRICT);
    const photos = transaction.objectStore('photos');
    for (const entry of report.photos) {
      const held = await photos.get([report.client_id, entry.role]);
      if (!held || held.sha256 !== entry.sha256 || held.blob.size !== entry.bytes) {
        transaction.abort();
        await transaction.done.catch(() => {});
        throw new Error(`photo ${entry.role} is not on the phone`);
      }
    }
    await transaction.objectStore('reports').add({ ...report, format: FORMAT });
    await transaction.objectStore('drafts').delete(keyOf(draft.person.id, draft.sign.id));
    await transaction.done;
    tell();
  }

  async function reports() {
    const all = await (await open()).getAll('reports');
    return all.sort((a, b) => (a.saved_at < b.saved_at ? -1 : 1));
  }

  async function photosOf(clientId) {
    return (await open()).getAll('photos', IDBKeyRange.bound([clientId, ''], [clientId, '\uffff']));
  }

  async function photo(clientId, role) { return (await open()).get('photos', [clientId, role]); }

  /* Change a report in one transaction; `change` gets a copy and gives back what to keep. */
  async function update(clientId, change) {
    const db = await open();
    const transaction = db.transaction('reports', 'readwrite', STRICT);
    const found = await transaction.store.get(clientId);
    const after = found && change({ ...found });
    if (after) await transaction.store.put(after);
    await transaction.done;
    tell();
    return after;
  }

  async function drop(clientId) {
    const db = await open();
    const transaction = db.transaction(['reports', 'photos'], 'readwrite', STRICT);
    await transaction.objectStore('reports').delete(clientId);
    await dropPhotos(transaction.objectStore('photos'), clientId);
    await transaction.done;
    tell();
  }

  /* Neither whole at the server nor let go of there. */
  const isUnsent = (report) => report.state !== 'complete' && report.state !== 'withdrawn';

  /* The server keeps the report as withdrawn and will take no photo of it any more: the phone lets
     the photos go and remembers, as long as of any other, what became of it. */
  async function withdrawn(clientId, reason) {
    const db = await open();
    const transaction = db.transaction(['reports', 'photos'], 'readwrite', STRICT);
    const found = await transaction.objectStore('reports').get(clientId);
    if (found) {
      const at = found.completed_at || new Date().toISOString();
      await transaction.objectStore('reports').put({
        ...found, state: 'withdrawn', server_status: 'withdrawn', completed_at: at, problem: null,
        withdraw_reason: reason || found.withdraw_reason || '',
      });
      await dropPhotos(transaction.objectStore('photos'), clientId);
    }
    await transaction.done;
    tell();
  }

  /* Complete reports stay seven days, less long where the phone runs out of room. */
  async function sweep(now, lacksRoom) {
    for (const report of await reports()) {
      if (isUnsent(report)) continue;
      if (lacksRoom || now - Date.parse(report.completed_at) > KEPT_MS) await drop(report.client_id);
    }
  }

  async function lacksRoom() {
    if (!navigator.storage || !navigator.storage.estimate) return false;
    const { usage, quota } = await navigator.storage.estimate();
    return Boolean(quota) && quota - usage < 150e6;
  }

  let channel = null;
  function tell() {
    if (!self.BroadcastChannel) { if (self.document) document.dispatchEvent(new Event('field-changed')); return; }
    channel = channel || new BroadcastChannel('field');
    channel.postMessage('changed');
    if (self.document) document.dispatchEvent(new Event('field-changed'));
  }

  Field.store = {
    FORMAT, open, meta, setMeta, deviceId, uuid, draft, drafts, saveDraft, savePhoto, dropDraft, enqueue,
    reports, photosOf, photo, update, drop, isUnsent, withdrawn, sweep, lacksRoom, tell,
  };
})();
