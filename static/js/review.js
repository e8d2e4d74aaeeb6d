/* Keys of the review sheet: J and K walk the queue, A, I and R lead to the button, Enter presses it. */
(function () {
  'use strict';
  var BUTTON = { a: 'accept', i: 'needs_more', r: 'reject' };
  document.addEventListener('keydown', function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
    var key = event.key.toLowerCase();
    if (key === 'j' || key === 'k') {
      var link = document.querySelector('a[rel="' + (key === 'j' ? 'next' : 'prev') + '"]');
      if (link) link.click();
    } else if (BUTTON[key]) {
      var button = document.querySelector('[data-review] button[value="' + BUTTON[key] + '"]');
      if (button) { button.focus(); event.preventDefault(); }
    }
  });
})();
