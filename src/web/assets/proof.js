'use strict';

// The check before a neutral answer: a worker computes, then the form goes on by itself.
// The page is whole without this file: one waits, and presses the button.

(() => {
  const form = document.getElementById('proof');
  const status = document.getElementById('proof-status');
  const progress = document.getElementById('proof-progress');
  const computing = document.getElementById('proof-computing');
  const button = form?.querySelector('button');
  if (!form || !status || !progress || !computing || !button || !window.Worker || !window.crypto?.subtle) return;
  const challenge = JSON.parse(form.dataset.challenge);
  const waiting = status.textContent;
  const solver = new Worker(form.dataset.solver);

  // A press meanwhile would come before its time, and ask for another challenge.
  function show(isAtWork) {
    progress.hidden = !isAtWork;
    button.classList.toggle('blank', isAtWork);
  }

  function send(number) {
    const { algorithm, challenge: hash, salt, signature } = challenge;
    const proof = document.createElement('input');
    proof.type = 'hidden';
    proof.name = 'altcha';
    proof.value = btoa(JSON.stringify({ algorithm, challenge: hash, number, salt, signature }));
    form.append(proof);
    show(false);
    status.textContent = form.dataset.done;
    form.requestSubmit();
  }

  // No solver, or no solution: what the page said before is true again.
  function giveUp() {
    show(false);
    status.textContent = waiting;
  }

  solver.addEventListener('message', ({ data: { tried, number } }) => {
    if (tried !== undefined) progress.value = tried;
    else if (number !== undefined) send(number);
    else giveUp();
  });
  solver.addEventListener('error', giveUp);

  show(true);
  status.textContent = computing.textContent;
  solver.postMessage(challenge);
})();
