/* The shell's small conveniences. Every page works without them. */
(function () {
  'use strict';
  var root = document.documentElement;
  var THEMES = ['auto', 'light', 'dark'];

  function stored() {
    try { return localStorage.getItem('theme') || 'auto'; } catch (_) { return 'auto'; }
  }
  function wear(theme) {
    if (theme === 'auto') root.removeAttribute('data-theme');
    else root.setAttribute('data-theme', theme);
  }
  root.classList.add('scripted');
  wear(stored());

  function themes() {
    var button = document.querySelector('[data-theme-toggle]');
    if (!button) return;
    var inField = document.body.classList.contains('field');
    var order = inField ? ['auto', 'sun', 'dark', 'light'] : THEMES;
    function say(theme) {
      var word = button.getAttribute('data-word-' + theme);
      button.querySelector('span').textContent = word;
      button.title = word;
      button.setAttribute('data-now', theme);
    }
    var now = stored();
    if (!inField && now === 'sun') { now = 'light'; wear(now); }
    say(now);
    button.addEventListener('click', function () {
      now = order[(order.indexOf(now) + 1) % order.length];
      try { localStorage.setItem('theme', now); } catch (_) { /* private window: for this page only */ }
      wear(now);
      say(now);
    });
  }

  function toasts() {
    var box = document.querySelector('[data-toasts]');
    if (!box) return;
    box.querySelectorAll('.toast').forEach(function (toast) {
      var close = document.createElement('button');
      close.type = 'button';
      close.className = 'toast-close';
      close.textContent = '×';
      close.setAttribute('aria-label', box.getAttribute('data-word-close'));
      close.addEventListener('click', function () { toast.remove(); });
      toast.appendChild(close);
    });
  }

  function menus() {
    var open = function () { return document.querySelectorAll('details[data-menu][open]'); };
    document.addEventListener('click', function (event) {
      open().forEach(function (menu) { if (!menu.contains(event.target)) menu.open = false; });
    });
    document.addEventListener('keydown', function (event) {
      if (event.key !== 'Escape') return;
      open().forEach(function (menu) { menu.open = false; menu.querySelector('summary').focus(); });
    });
  }

  function writing(target) {
    return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
  }

  function keys() {
    document.addEventListener('keydown', function (event) {
      if (event.ctrlKey || event.metaKey || event.altKey || writing(event.target)) return;
      var help = document.querySelector('[data-key-help]');
      if (event.key === '?' && help) {
        help.open = !help.open;
        help.querySelector('summary').focus();
        event.preventDefault();
      }
      var search = document.querySelector('[data-search], input[type="search"]');
      if (event.key === '/' && search) { search.focus(); event.preventDefault(); }
    });
  }

  function forms() {
    var wrong = document.querySelector('[data-focus]');
    if (wrong) wrong.focus();
    document.addEventListener('submit', function (event) {
      var form = event.target;
      if (form.method !== 'post' || event.defaultPrevented) return;
      if (form.hasAttribute('data-sent')) { event.preventDefault(); return; }
      form.setAttribute('data-sent', '');
    });
    window.addEventListener('pageshow', function () {
      document.querySelectorAll('form[data-sent]').forEach(function (form) { form.removeAttribute('data-sent'); });
    });
  }

  document.addEventListener('DOMContentLoaded', function () {
    themes(); toasts(); menus(); keys(); forms();
  });
})();
