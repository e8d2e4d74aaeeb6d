/* The progress of a run: asks now and then how far it has come; without scripts there is a link to refresh. */
(function () {
  'use strict';
  var box = document.querySelector('[data-progress]');
  if (!box) return;
  var words = box.querySelector('[data-words]');
  var bar = box.querySelector('[data-bar]');
  var wait = 700;

  function said(name) {
    var values = Array.prototype.slice.call(arguments, 1);
    return (words.getAttribute('data-word-' + name) || '').replace(/\{(\d)\}/g, function (_, index) { return values[index]; });
  }
  function show(now) {
    if (now.total) { bar.max = now.total; bar.value = now.done; } else { bar.removeAttribute('value'); }
    if (now.state === 'waiting') { words.textContent = said('waiting'); return; }
    var parts = [said(now.total ? 'counted' : 'uncounted', now.done, now.total)];
    if (now.rate) parts.push(said('rate', Math.round(now.rate)));
    if (now.seconds_left !== null) parts.push(said('left', Math.floor(now.seconds_left / 60), now.seconds_left % 60));
    words.textContent = parts.join(' · ');
  }
  /* The answer to a refused button stands at that button's address: reloading it would press again. */
  function again() {
    var page = box.getAttribute('data-page');
    if (location.pathname === page) location.reload(); else location.replace(page);
  }
  function ask() {
    fetch(box.getAttribute('data-progress'), { headers: { Accept: 'application/json' }, credentials: 'same-origin' })
      .then(function (answer) { if (!answer.ok) throw new Error(String(answer.status)); return answer.json(); })
      .then(function (now) {
        if (now.run_state !== box.getAttribute('data-state') || !now.open) { again(); return; }
        show(now);
        wait = Math.min(wait * 1.2, 3000);
        setTimeout(ask, wait);
      })
      .catch(function () { wait = Math.min(wait * 2, 15000); setTimeout(ask, wait); });
  }
  setTimeout(ask, wait);
})();
