'use strict';

// The choice form, made easier: rules are ticked off while typing, and what is typed can be shown.
// The page is whole without this file; the server checks everything again.

(() => {
  // Longer than the service waits for the directory; then a press counts again, should the first have led nowhere.
  const AGAIN_MS = 8000;
  const password = document.getElementById('password');
  const confirmation = document.getElementById('confirmation');
  const rules = document.getElementById('rules');
  const status = document.getElementById('rules-status');
  const match = document.getElementById('match');
  const show = document.getElementById('show');
  if (!password || !confirmation || !rules || !status || !match || !show) return;
  const { form } = password;
  const strength = document.getElementById('strength');
  const caps = document.getElementById('caps');

  const items = [...rules.querySelectorAll('[data-rule]')].map((element) => ({
    element,
    trial: JSON.parse(element.dataset.rule),
    parts: [...element.querySelectorAll('[data-pattern]')],
  }));

  // The same form of the password that the server checks (RFC 8265: spaces, then NFC).
  const normalize = (text) => text.replace(/\p{Zs}/gu, ' ').normalize('NFC');
  const holds = (text, pattern) => new RegExp(pattern, 'u').test(text);
  const countWords = (text) =>
    new Set((text.match(/\p{L}[\p{L}\p{M}]{2,}/gu) ?? []).map((word) => word.toLowerCase())).size;

  function meets(text, { minimum = 0, patterns = [], kinds = patterns.length, words = 0 }) {
    return (
      text !== '' &&
      [...text].length >= minimum &&
      patterns.filter((pattern) => holds(text, pattern)).length >= kinds &&
      (words === 0 || countWords(text) >= words)
    );
  }

  function tick() {
    const text = normalize(password.value);
    const byOtherWay = items.some(({ trial }) => trial.alternative && meets(text, trial));
    let met = 0;
    let total = 0;
    for (const { element, trial, parts } of items) {
      const isMet = meets(text, trial) || (byOtherWay && !trial.alternative);
      element.classList.toggle('met', isMet);
      const unseen = element.querySelector('.unseen');
      if (unseen) unseen.textContent = isMet ? ` (${rules.dataset.met})` : '';
      for (const part of parts) part.classList.toggle('met', isMet || holds(text, part.dataset.pattern));
      if (trial.alternative) continue;
      total += 1;
      if (isMet) met += 1;
    }
    return rules.dataset.progress.replace('{met}', met).replace('{total}', total);
  }

  // The words come with the first key: the form itself does not wait for them.
  let worker;
  let advice = '';
  function advise() {
    if (!strength || !window.Worker || worker === null) return;
    const { worker: script, words: url, texts } = strength.dataset;
    const say = ({ password: judged, level, why }) => {
      if (judged !== password.value) return;
      const known = JSON.parse(texts);
      advice = judged === '' ? '' : [known.levels[level], known.reasons[why] ?? ''].filter(Boolean).join(' ');
      strength.dataset.level = judged === '' ? '' : level;
      strength.lastElementChild.textContent = advice;
      announce(tick());
    };
    worker ??= hire(script, say);
    if (worker === null) return strength.classList.add('blank');
    if (password.value === '') say({ password: '' });
    else worker.postMessage({ password: password.value, number: form.elements.username.value, url });
  }

  // A browser may refuse workers: then nothing is advised, and all else goes on.
  function hire(script, say) {
    try {
      const hired = new Worker(script);
      hired.addEventListener('message', ({ data }) => say(data));
      return hired;
    } catch {
      return null;
    }
  }

  // Its text comes and goes, for a reader tells what changes in a place that is there already.
  function tellCaps(event) {
    if (!caps || !event.getModifierState) return;
    const sentence = event.getModifierState('CapsLock') ? caps.dataset.on : '';
    if (caps.textContent !== sentence) caps.textContent = sentence;
  }

  // A reader is told once the typing pauses, not at each key.
  let pause;
  function announce(sentence) {
    clearTimeout(pause);
    pause = setTimeout(() => {
      const all = [sentence, advice].filter(Boolean).join(' ');
      if (status.textContent !== all) status.textContent = all;
    }, 900);
  }

  function compare(isDone) {
    const [first, second] = [password.value, confirmation.value];
    const same = first === second;
    const isWrong = !same && !first.startsWith(second);
    const isKnown = first !== '' && second !== '' && (same || isWrong || isDone);
    const sentence = isKnown ? (same ? form.dataset.same : form.dataset.differ) : '';
    if (match.textContent !== sentence) match.textContent = sentence;
    match.classList.toggle('met', isKnown && same);
    match.classList.toggle('wrong', isKnown && !same);
  }

  // What the server said is about what was typed before.
  function forget(field) {
    const error = document.getElementById(`${field.id}-error`);
    if (!error || error.classList.contains('past')) return;
    // Struck out, not taken away: nothing moves under the fingers.
    for (const said of [error, ...document.querySelectorAll(`.problems a[href="#${field.id}"]`)])
      said.classList.add('past');
    field.removeAttribute('aria-invalid');
    const others = field.getAttribute('aria-describedby').split(' ');
    field.setAttribute('aria-describedby', others.filter((id) => id !== error.id).join(' '));
  }

  function mask(isMasked) {
    for (const field of [password, confirmation]) field.type = isMasked ? 'password' : 'text';
    show.setAttribute('aria-pressed', String(!isMasked));
  }

  password.addEventListener('input', () => {
    forget(password);
    announce(tick());
    advise();
    compare(false);
  });
  for (const field of [password, confirmation]) {
    for (const moment of ['keydown', 'keyup']) field.addEventListener(moment, tellCaps);
  }
  confirmation.addEventListener('input', () => {
    forget(confirmation);
    compare(false);
  });
  confirmation.addEventListener('change', () => compare(true));
  show.addEventListener('click', () => mask(show.getAttribute('aria-pressed') === 'true'));
  // A second press while the first is under way would find the link used up, and hide the success behind that.
  let pressedAt = -Infinity;
  form.addEventListener('submit', (event) => {
    if (event.timeStamp - pressedAt < AGAIN_MS) return event.preventDefault();
    pressedAt = event.timeStamp;
    // Sent masked, so that no browser keeps it among the texts it remembers; and masked again when the page comes back.
    mask(true);
  });
  window.addEventListener('pageshow', () => {
    pressedAt = -Infinity;
    mask(true);
    tick();
  });
  if (strength && window.Worker) strength.classList.remove('blank');
  show.parentElement.hidden = false;
  match.hidden = false;
})();
