/* Keys of the polyphone desk: J and K walk the names, A approves (once a basis is written), E leads to the spelling. */
(function () {
  'use strict';
  var items = Array.prototype.slice.call(document.querySelectorAll('[data-spelling]'));
  document.addEventListener('keydown', function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
    var key = event.key.toLowerCase();
    var at = items.findIndex(function (item) { return item.contains(document.activeElement); });
    if (key === 'j' || key === 'k') {
      var next = items[key === 'j' ? Math.min(at + 1, items.length - 1) : Math.max(at - 1, 0)];
      if (next) { next.focus(); next.scrollIntoView({ block: 'nearest' }); event.preventDefault(); }
    } else if ((key === 'a' || key === 'e') && at >= 0) {
      var form = items[at].querySelector('form');
      if (!form) return;
      event.preventDefault();
      var empty = form.elements.basis.value.trim() === '';
      if (key === 'a' && !empty) form.querySelector('button[type="submit"]').click();
      else form.elements[key === 'a' ? 'basis' : 'toned'].focus();
    }
  });
})();
