/* Suggestions under the search field: Hanzi, pinyin, division, and why each was found. The form works without. */
(function () {
  'use strict';
  var form = document.querySelector('[data-map-search]');
  if (!form || !window.fetch) return;
  var field = form.querySelector('input[name="q"]');
  var list = form.querySelector('[role="listbox"]');
  var status = form.querySelector('[role="status"]');
  var url = form.getAttribute('data-suggest');
  var wordNone = form.getAttribute('data-word-none');
  var wordSome = form.getAttribute('data-word-some');
  var wordUnlocated = form.getAttribute('data-word-unlocated');
  var running = null;
  var waiting = 0;
  var items = [];
  var at = -1;

  function make(tag, className, text, lang) {
    var node = document.createElement(tag);
    if (className) node.className = className;
    if (text) node.textContent = text;
    if (lang) node.lang = lang;
    return node;
  }
  function shut() {
    list.hidden = true;
    field.setAttribute('aria-expanded', 'false');
    field.removeAttribute('aria-activedescendant');
    at = -1;
  }
  function take(item) {
    shut();
    field.value = item.standard_name;
    var place = window.registryMap;
    if (!place) { location.href = item.url; return; }
    if (item.lon !== null && item.lat !== null && item.lon !== undefined) place.map.setView([item.lat, item.lon], Math.max(13, place.map.getZoom()));
    place.open('place', item.id);
  }
  function show(found) {
    items = found;
    list.replaceChildren();
    found.forEach(function (item, index) {
      var row = make('li', 'suggestion');
      row.id = 'suggestion-' + index;
      row.setAttribute('role', 'option');
      row.setAttribute('aria-selected', 'false');
      row.appendChild(make('span', 'suggestion-name name', item.standard_name, 'zh-Hans'));
      row.appendChild(make('span', 'roman', item.roman, 'zh-Latn'));
      row.appendChild(make('span', 'muted', item.division, 'zh-Hans'));
      if (item.matched && item.matched.text !== item.standard_name) {
        var why = make('span', 'suggestion-why', item.matched.label + ' ');
        why.appendChild(make('span', 'name', item.matched.text, 'zh-Hans'));
        row.appendChild(why);
      }
      if (item.lon === null || item.lon === undefined) row.appendChild(make('span', 'suggestion-why', wordUnlocated));
      row.addEventListener('mousedown', function (event) { event.preventDefault(); take(item); });
      list.appendChild(row);
    });
    list.hidden = !found.length;
    field.setAttribute('aria-expanded', String(!!found.length));
    status.textContent = found.length ? wordSome.replace('%(n)d', found.length) : wordNone;
    at = -1;
  }
  function ask() {
    var q = field.value.trim();
    if (running) running.abort();
    if (!q) { shut(); return; }
    running = new AbortController();
    fetch(url + '?' + new URLSearchParams({ q: q, limit: '8' }), { headers: { Accept: 'application/json' }, signal: running.signal })
      .then(function (answer) { return answer.ok ? answer.json() : { items: [] }; })
      .then(function (answer) { show(answer.items); })
      .catch(function () { /* the form itself still searches */ });
  }
  function move(step) {
    var rows = list.querySelectorAll('[role="option"]');
    if (!rows.length) return;
    if (at >= 0) rows[at].setAttribute('aria-selected', 'false');
    at = (at + step + rows.length) % rows.length;
    rows[at].setAttribute('aria-selected', 'true');
    rows[at].scrollIntoView({ block: 'nearest' });
    field.setAttribute('aria-activedescendant', rows[at].id);
  }
  field.setAttribute('role', 'combobox');
  field.setAttribute('aria-autocomplete', 'list');
  field.setAttribute('aria-controls', list.id);
  field.setAttribute('aria-expanded', 'false');
  field.addEventListener('input', function (event) {
    if (event.isComposing) return;
    clearTimeout(waiting);
    waiting = setTimeout(ask, 120);
  });
  field.addEventListener('compositionstart', function () { clearTimeout(waiting); });
  field.addEventListener('compositionend', function () { clearTimeout(waiting); waiting = setTimeout(ask, 60); });
  field.addEventListener('blur', function () { setTimeout(shut, 120); });
  field.addEventListener('keydown', function (event) {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === 'ArrowDown') { event.preventDefault(); move(1); }
    else if (event.key === 'ArrowUp') { event.preventDefault(); move(-1); }
    else if (event.key === 'Escape') shut();
    else if (event.key === 'Enter' && at >= 0) { event.preventDefault(); take(items[at]); }
  });
})();
