/* Where the phone is: the watch of the last minute, kept with accuracy and age. */
(function () {
  'use strict';
  const Field = (self.Field = self.Field || {});
  const KEPT_MS = 60000;
  const MOST = 30;
  const OPTIONS = { enableHighAccuracy: true, timeout: 30000, maximumAge: 0 };
  let watch = null;
  let fixes = [];
  let fault = null;
  const hearers = new Set();

  function begin() {
    if (watch !== null || !navigator.geolocation) { if (!navigator.geolocation) fault = 'none'; return; }
    watch = navigator.geolocation.watchPosition(take, (error) => {
      fault = error.code === 1 ? 'denied' : 'none';
      hearers.forEach((hear) => hear());
    }, OPTIONS);
  }

  function end() {
    if (watch !== null) navigator.geolocation.clearWatch(watch);
    watch = null;
  }

  function take(fix) {
    fault = null;
    fixes.push({ lon: fix.coords.longitude, lat: fix.coords.latitude, accuracy_m: fix.coords.accuracy, at: fix.timestamp });
    fixes = fixes.filter((each) => Date.now() - each.at < KEPT_MS).slice(-MOST);
    if (!fixes.length) fixes = [{ lon: fix.coords.longitude, lat: fix.coords.latitude, accuracy_m: fix.coords.accuracy, at: fix.timestamp }];
    hearers.forEach((hear) => hear());
  }

  /* The best fix of the last minute, or the newest where all are older; of equally good ones the newest. */
  function best() {
    const young = fixes.filter((each) => Date.now() - each.at < KEPT_MS);
    if (!young.length) return fixes[fixes.length - 1] || null;
    return young.reduce((found, each) => (each.accuracy_m <= found.accuracy_m ? each : found));
  }

  /* What to say of a fix, or of none: [word, facts]. Past `coarse_m` distance cannot be checked;
     past half a kilometre the phone gives rough positions only, which a setting changes. */
  function said(fix) {
    if (!fix) return [{ denied: 'fix_denied', none: 'fix_unavailable' }[fault] || 'fix_none', {}];
    const facts = { m: Math.round(fix.accuracy_m), s: Math.max(0, Math.round((Date.now() - fix.at) / 1000)) };
    if (fix.accuracy_m > 500) return ['fix_coarse', facts];
    return [fix.accuracy_m > Field.words.coarse_m ? 'fix_wide' : 'fix_good', facts];
  }

  /* The watch as a report sends it: ages in whole seconds at this moment. */
  function watched() {
    const now = Date.now();
    return fixes.map((each) => ({
      lon: Number(each.lon.toFixed(7)),
      lat: Number(each.lat.toFixed(7)),
      accuracy_m: Number(each.accuracy_m.toFixed(1)),
      age_s: Math.max(0, Math.round((now - each.at) / 1000)),
    }));
  }

  const RADIUS = 6371008.8;
  const turn = Math.PI / 180;

  /* Metres and degrees from north, from one position to another. */
  function way(from, to) {
    const east = (to.lon - from.lon) * turn * Math.cos(((to.lat + from.lat) / 2) * turn) * RADIUS;
    const north = (to.lat - from.lat) * turn * RADIUS;
    return { metres: Math.hypot(east, north), degrees: (Math.atan2(east, north) / turn + 360) % 360, east, north };
  }

  Field.position = { begin, end, best, said, watched, way, fault: () => fault, hear: (each) => { hearers.add(each); } };
})();
