/* Keys of the desk: J and K walk the rows, Enter opens, A, I and R lead to the form. */
(function () {
  'use strict';
  var list = document.querySelector('[data-desk]');
  if (!list) return;
  var rows = Array.prototype.slice.call(list.querySelectorAll('[data-queue-row]'));
  var ACTS = { a: 'accept', i: 'issues', r: 'reject' };

  function here() {
    return rows.findIndex(function (row) { return row.contains(document.activeElement); });
  }
  function go(at) {
    var row = rows[Math.max(0, Math.min(at, rows.length - 1))];
    if (!row) return;
    row.querySelector('a').focus();
    row.scrollIntoView({ block: 'nearest' });
  }
  function take(row, act) {
    var form = row.querySelector('[data-desk-act="' + act + '"]');
    if (!form) return false;
    row.querySelector('[data-desk-acts]').open = true;
    (form.querySelector('input[type="text"]') || form.querySelector('button')).focus();
    return true;
  }
  function drop(row) {
    var box = row.querySelector('[data-desk-acts]');
    if (box) box.open = false;
    row.querySelector('a').focus();
  }

  document.addEventListener('keydown', function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    var at = here();
    if (event.key === 'Escape' && at >= 0) { drop(rows[at]); return; }
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
    var key = event.key.toLowerCase();
    if (key === 'j' || key === 'k') {
      go(at < 0 ? 0 : at + (key === 'j' ? 1 : -1));
      event.preventDefault();
    } else if (ACTS[key]) {
      if (take(rows[Math.max(at, 0)], ACTS[key])) event.preventDefault();
    }
  });

  if (list.hasAttribute('data-at')) go(Number(list.getAttribute('data-at')));
})();
