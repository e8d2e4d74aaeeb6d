/* Small conveniences for crews: position by the phone, the phone's clock, nearest first. */
(function () {
  'use strict';
  var OPTIONS = { enableHighAccuracy: true, timeout: 20000, maximumAge: 0 };

  function near() {
    var box = document.querySelector('[data-near]');
    var button = box && box.querySelector('[data-locate]');
    if (!button || !navigator.geolocation) return;
    button.addEventListener('click', function () {
      button.textContent = button.getAttribute('data-word-busy');
      navigator.geolocation.getCurrentPosition(function (fix) {
        var here = fix.coords;
        location.assign(box.getAttribute('data-near') + '?lon=' + here.longitude.toFixed(6) + '&lat=' + here.latitude.toFixed(6));
      }, function () { button.textContent = button.getAttribute('data-word-failed'); }, OPTIONS);
    });
  }

  function capture() {
    var form = document.querySelector('form[data-capture]');
    if (!form) return;
    var box = form.querySelector('[data-position]');
    var status = form.querySelector('[data-fix-status]');
    var taken = 0;
    function put(name, value) { form.elements[name].value = value; }
    function say(word, number) { status.textContent = box.getAttribute('data-word-' + word).replace('{n}', number); }
    function locate() {
      if (!navigator.geolocation) { say('failed', ''); return; }
      say('busy', '');
      navigator.geolocation.getCurrentPosition(function (fix) {
        taken = fix.timestamp;
        put('lon', fix.coords.longitude.toFixed(7));
        put('lat', fix.coords.latitude.toFixed(7));
        put('accuracy_m', fix.coords.accuracy.toFixed(1));
        say('done', Math.round(fix.coords.accuracy));
      }, function () { say('failed', ''); }, OPTIONS);
    }
    form.querySelector('[data-fix]').addEventListener('click', locate);
    ['lon', 'lat'].forEach(function (name) {
      form.elements[name].addEventListener('input', function () { taken = 0; });
    });
    form.addEventListener('submit', function () {
      put('phone_now', new Date().toISOString());
      put('fix_age_s', taken ? Math.max(0, Math.round((Date.now() - taken) / 1000)) : '');
    });
    if (!form.elements.lon.value) locate();
  }

  /* From the first visit on the phone keeps the app; WeChat's browser cannot and is told so on the page. */
  function install() {
    if (!navigator.serviceWorker || !self.indexedDB || /MicroMessenger/i.test(navigator.userAgent)) return;
    navigator.serviceWorker.register('/field/worker.js', { scope: '/field', updateViaCache: 'none' }).then(function () {
      return navigator.serviceWorker.ready;
    }).then(function (registration) {
      registration.active.postMessage({ language: document.documentElement.lang });
      var line = document.querySelector('[data-kept]');
      if (line) line.hidden = false;
    }).catch(function () { /* online as before */ });
  }

  document.addEventListener('DOMContentLoaded', function () { near(); capture(); install(); });
})();
