/* The review sheet by keys and pointer: J and K walk the queue, A accepts; I and R wait for the
   number of a reason and Enter; C opens what is alike; a drag on a photo circles a place. */
(function () {
  'use strict';
  var form = document.querySelector('[data-review]');
  var SVG = 'http://www.w3.org/2000/svg';
  var armed = null;

  function press(value) {
    var button = form && form.querySelector('button[value="' + value + '"]');
    if (button) button.click();
  }
  function arm(value) {
    var button = form && form.querySelector('button[value="' + value + '"]');
    if (!button) return;
    armed = button;
    form.querySelector('#field-reason_code').scrollIntoView({ block: 'nearest' });
    button.focus();
  }
  function accept() {
    if (!form) return;
    // The key says what the page says beside it: place and plate were looked at.
    ['place_ok', 'text_ok'].forEach(function (name) {
      var box = form.elements.namedItem(name);
      if (box) box.checked = true;
    });
    press('accept');
  }
  function choose(digit) {
    var radio = form && form.querySelector('[data-digit="' + digit + '"]');
    if (!radio) return;
    radio.checked = true;
    // "Other" says nothing by itself: on to the words.
    (radio.value === 'other' ? form.elements.namedItem('reason') : armed || radio).focus();
  }
  function walk(rel) {
    var link = document.querySelector('a[rel="' + rel + '"]');
    if (link) link.click();
  }
  function widen() {
    document.querySelectorAll('.pictured-row').forEach(function (row) { row.classList.toggle('pictured-wide'); });
    var alike = document.getElementById('alike') || document.getElementById('earlier');
    if (alike) alike.scrollIntoView({ block: 'start' });
  }

  document.addEventListener('keydown', function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    var target = event.target;
    if (/^(TEXTAREA|SELECT)$/.test(target.tagName) || (target.tagName === 'INPUT' && !/^(radio|checkbox)$/.test(target.type))) return;
    var key = event.key.toLowerCase();
    if (key === 'j') walk('next');
    else if (key === 'k') walk('prev');
    else if (key === 'a') accept();
    else if (key === 'i') arm('needs_more');
    else if (key === 'r') arm('reject');
    else if (key === 'c') widen();
    else if (/^[1-9]$/.test(key)) choose(key);
    else return;
    event.preventDefault();
  });

  if (!form) return;
  var field = form.querySelector('[data-circled]');
  var told = form.querySelector('[data-circles]');
  var MOST = 8;
  var circles = [];
  try { circles = JSON.parse(field.value || '[]'); } catch (error) { circles = []; }

  function draw() {
    document.querySelectorAll('.circled-new').forEach(function (old) { old.remove(); });
    circles.forEach(function (circle) {
      var svg = document.querySelector('[data-circling="' + circle.role + '"] > svg');
      if (!svg) return;
      var box = svg.viewBox.baseVal;
      var rect = document.createElementNS(SVG, 'rect');
      rect.setAttribute('class', 'circled-place circled-new');
      rect.setAttribute('x', circle.left * box.width);
      rect.setAttribute('y', circle.top * box.height);
      rect.setAttribute('width', circle.width * box.width);
      rect.setAttribute('height', circle.height * box.height);
      svg.appendChild(rect);
    });
    field.value = circles.length ? JSON.stringify(circles) : '';
    told.textContent = circles.length ? told.dataset.word.replace('{n}', circles.length) : '';
  }
  function part(svg, event) {
    var at = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    var box = svg.viewBox.baseVal;
    return { x: Math.min(1, Math.max(0, at.x / box.width)), y: Math.min(1, Math.max(0, at.y / box.height)) };
  }
  document.querySelectorAll('[data-circling] > svg').forEach(function (svg) {
    var from = null;
    function circle(event) {
      var to = part(svg, event);
      return {
        role: svg.parentNode.dataset.circling,
        left: +Math.min(from.x, to.x).toFixed(4), top: +Math.min(from.y, to.y).toFixed(4),
        width: +Math.abs(to.x - from.x).toFixed(4), height: +Math.abs(to.y - from.y).toFixed(4)
      };
    }
    svg.addEventListener('pointerdown', function (event) {
      if (circles.length >= MOST || event.button) return;
      from = part(svg, event);
      svg.setPointerCapture(event.pointerId);
      event.preventDefault();
    });
    svg.addEventListener('pointerup', function (event) {
      if (!from) return;
      var drawn = circle(event);
      from = null;
      // A tap is no circle.
      if (drawn.width < 0.01 || drawn.height < 0.01) return;
      circles.push(drawn);
      draw();
    });
    svg.addEventListener('pointercancel', function () { from = null; });
  });
  form.querySelector('[data-uncircle]').addEventListener('click', function () { circles.pop(); draw(); });
  draw();
})();
