/* The search box of the list as a combobox (WAI-ARIA 1.2): names are offered while one types.
   Without this script the form searches as it stands. */
(function () {
  'use strict';
  var PAUSE = 80;

  function element(tag, kind, text, lang) {
    var made = document.createElement(tag);
    if (kind) made.className = kind;
    if (text) made.textContent = text;
    if (lang) made.lang = lang;
    return made;
  }

  function combobox(box) {
    var input = box.querySelector('input');
    var words = JSON.parse(box.getAttribute('data-glossary') || '{}');
    var list = element('ul', 'suggest-list');
    var items = [], active = -1, timer = 0, asked = '', answers = Object.create(null);
    var told = element('p', 'visually-hidden');

    list.id = input.id + '-suggestions';
    list.hidden = true;
    list.setAttribute('role', 'listbox');
    list.setAttribute('aria-label', box.getAttribute('data-list'));
    told.setAttribute('role', 'status');
    box.appendChild(list);
    box.appendChild(told);
    input.setAttribute('role', 'combobox');
    input.setAttribute('aria-autocomplete', 'list');
    input.setAttribute('aria-controls', list.id);
    input.setAttribute('aria-expanded', 'false');

    function close() {
      list.hidden = true;
      active = -1;
      input.setAttribute('aria-expanded', 'false');
      input.removeAttribute('aria-activedescendant');
    }
    function choose(at) {
      active = at;
      Array.prototype.forEach.call(list.children, function (row, number) {
        row.setAttribute('aria-selected', String(number === at));
        if (number === at) row.scrollIntoView({ block: 'nearest' });
      });
      if (at < 0) input.removeAttribute('aria-activedescendant');
      else input.setAttribute('aria-activedescendant', list.children[at].id);
    }
    function go(item) {
      window.location.assign(box.getAttribute('data-show').replace(/0(\?.*)?$/, encodeURIComponent(item.id)));
    }
    function row(item, number) {
      var made = element('li', 'suggest-row');
      var other = item.as && item.as.kind !== 'short' && item.name.indexOf(asked) < 0 ? item.as : null;
      made.id = list.id + '-' + number;
      made.setAttribute('role', 'option');
      made.setAttribute('aria-selected', 'false');
      made.appendChild(element('span', 'suggest-name', item.name, 'zh-Hans'));
      made.appendChild(element('span', 'suggest-note', item.roman, 'zh-Latn'));
      if (other) made.appendChild(element('span', 'suggest-note', '＝ ' + other.name, 'zh-Hans'));
      var word = words[item.label];
      made.appendChild(element('span', 'suggest-note', word || item.label, word ? '' : 'zh-Hans'));
      made.appendChild(element('span', 'suggest-note', item.where, 'zh-Hans'));
      if (item.simulated) made.appendChild(element('span', 'suggest-note', box.getAttribute('data-simulated')));
      made.addEventListener('mousedown', function (event) { event.preventDefault(); go(item); });
      return made;
    }
    function show(found) {
      items = found;
      list.textContent = '';
      items.forEach(function (item, number) { list.appendChild(row(item, number)); });
      close();
      told.textContent = '';
      if (!items.length || document.activeElement !== input) return;
      told.textContent = box.getAttribute('data-count').replace('{0}', items.length);
      list.hidden = false;
      input.setAttribute('aria-expanded', 'true');
    }
    function ask() {
      asked = input.value.trim();
      if (!asked) { show([]); return; }
      if (answers[asked]) { show(answers[asked]); return; }
      var mine = asked;
      fetch(box.getAttribute('data-suggest') + '?q=' + encodeURIComponent(mine))
        .then(function (answer) { return answer.ok ? answer.json() : { items: [] }; })
        .then(function (body) { answers[mine] = body.items; if (mine === asked) show(body.items); })
        .catch(function () { close(); });
    }
    input.addEventListener('input', function (event) {
      if (event.isComposing) return;
      clearTimeout(timer);
      timer = setTimeout(ask, PAUSE);
    });
    // What was typed before must not be asked for with half a syllable behind it.
    input.addEventListener('compositionstart', function () { clearTimeout(timer); });
    input.addEventListener('compositionend', function () { clearTimeout(timer); timer = setTimeout(ask, PAUSE); });
    input.addEventListener('blur', function () { clearTimeout(timer); close(); });
    input.addEventListener('keydown', function (event) {
      // 229: the key that ends a composition, which Safari sends after its end.
      if (event.isComposing || event.keyCode === 229) return;
      if (event.key === 'Escape' && !list.hidden) { close(); event.preventDefault(); return; }
      if (list.hidden) return;
      if (event.key === 'ArrowDown') { choose((active + 1) % items.length); event.preventDefault(); }
      else if (event.key === 'ArrowUp') { choose((active <= 0 ? items.length : active) - 1); event.preventDefault(); }
      else if (event.key === 'Enter' && active >= 0) { go(items[active]); event.preventDefault(); }
    });
  }

  document.querySelectorAll('[data-suggest]').forEach(combobox);
}());
