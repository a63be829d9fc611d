'use strict';

// The follow page keeps itself up to date: it fetches its own address and swaps what is marked `data-live`.
// The page is whole without this file; its link "refresh" does the same.

(() => {
  const FIRST_MS = 3000;
  const LONGEST_MS = 30000;
  const follow = document.getElementById('follow');
  const button = document.getElementById('pause');
  if (!follow || !button) return;

  let wait = FIRST_MS;
  let timer;
  let isPaused = false;

  const isSettled = () => follow.querySelector('[data-settled]') !== null;

  function swap(fresh) {
    let isChanged = false;
    for (const element of document.querySelectorAll('[data-live]')) {
      const other = fresh.querySelector(`[data-live="${element.dataset.live}"]`);
      if (!other || other.innerHTML === element.innerHTML) continue;
      if (element.dataset.live !== 'as-of') isChanged = true;
      element.replaceChildren(...[...other.childNodes].map((node) => document.importNode(node, true)));
    }
    if (isChanged) document.title = fresh.title;
    return isChanged;
  }

  async function update() {
    timer = undefined;
    try {
      const response = await fetch(follow.dataset.address, { headers: { accept: 'text/html' }, cache: 'no-store' });
      const fresh = new DOMParser().parseFromString(await response.text(), 'text/html');
      if (response.ok && fresh.getElementById('follow')) wait = swap(fresh) ? FIRST_MS : wait * 1.5;
      else wait *= 2;
    } catch {
      wait *= 2; // No network for now: what is shown stays, with the time it was true.
    }
    wait = Math.min(wait, LONGEST_MS);
    plan();
  }

  function plan() {
    button.hidden = isSettled();
    clearTimeout(timer);
    if (isPaused || document.hidden || isSettled()) return;
    timer = setTimeout(update, wait);
  }

  button.addEventListener('click', () => {
    isPaused = !isPaused;
    button.textContent = isPaused ? follow.dataset.resume : follow.dataset.pause;
    wait = FIRST_MS;
    plan();
  });
  document.addEventListener('visibilitychange', () => {
    wait = FIRST_MS;
    plan();
  });
  plan();
})();
