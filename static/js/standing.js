/* Whether a code is read where its sign is registered. The position never leaves the phone: only
   what its holder then sends, the distance in metres, does. Without this script the page lacks nothing. */
(function () {
  'use strict';
  const part = document.querySelector('[data-standing]');
  if (!part || !navigator.geolocation) return;
  const facts = part.dataset;
  const said = part.querySelector('[data-said]');
  const tell = part.querySelector('[data-tell]');
  const address = tell.getAttribute('href');
  part.hidden = false;

  function radians(degrees) { return degrees * Math.PI / 180; }

  function metres(lon, lat) {
    const to = radians(Number(facts.lat));
    const from = radians(lat);
    const high = Math.sin((to - from) / 2);
    const wide = Math.sin(radians(Number(facts.lon) - lon) / 2);
    return 2 * 6371008.8 * Math.asin(Math.sqrt(high * high + Math.cos(to) * Math.cos(from) * wide * wide));
  }

  function found(fix) {
    const sure = metres(fix.coords.longitude, fix.coords.latitude) - fix.coords.accuracy - Number(facts.rounding);
    const least = Math.max(0, Math.round(sure));
    const isFar = least >= Number(facts.far);
    said.textContent = isFar ? facts.saidFar.replace('{km}', (least / 1000).toFixed(1)) : facts.saidNear;
    tell.hidden = !isFar;
    tell.setAttribute('href', isFar ? address + least : address);
  }

  part.querySelector('button').addEventListener('click', () => {
    said.textContent = facts.saidWait;
    tell.hidden = true;
    navigator.geolocation.getCurrentPosition(found, () => { said.textContent = facts.saidNone; }, {
      enableHighAccuracy: true,
      timeout: 20000,
      maximumAge: 60000,
    });
  });
})();
