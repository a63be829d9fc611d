import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeFault, outcomeOf, smtpFault } from './smtp-outcome.ts';

const LEA = 'lea.dupont@personnel.example';

function fault(command: string, response: string, code = 'EENVELOPE'): Error {
  const responseCode = Number(response.slice(0, 3));
  return Object.assign(new Error(`failed: ${response}`), { code, command, response, responseCode });
}

const REFUSED: readonly (readonly [command: string, response: string])[] = [
  ['RCPT TO', '550 5.1.1 User unknown'],
  ['RCPT TO', '550-5.1.1 The email account that you tried to reach does not exist.\n550 5.1.1 Try again'],
  ['RCPT TO', '553 5.1.3 Bad address syntax'],
  ['RCPT TO', '556 5.1.10 Domain takes no mail'],
  ['RCPT TO', '552 5.2.2 Mailbox full'],
  ['RCPT TO', '550 No such user'],
  ['RCPT TO', '554 Mailbox disabled'],
  ['DATA', '550 5.2.1 Mailbox disabled'],
];
for (const [command, response] of REFUSED) {
  test(`refused: ${command}, ${response.slice(0, 50)}`, () => {
    assert.equal(outcomeOf(fault(command, response), LEA).kind, 'refused');
  });
}

const LATER: readonly (readonly [command: string, response: string])[] = [
  ['RCPT TO', '421 4.7.0 Too many connections'],
  ['RCPT TO', '450 4.7.1 Client host rejected: too many mails'],
  ['RCPT TO', '451 4.7.1 Sender rate limit exceeded'],
  ['RCPT TO', '452 4.3.1 Insufficient system storage'],
  ['DATA', '451 4.3.0 Queue file write error'],
  ['DATA', '451 Aborted'],
  ['MAIL FROM', '450 4.1.8 Domain not found'],
  ['RCPT TO', '554 5.7.1 Relay access denied'],
  ['RCPT TO', '550 5.7.1 Client host blocked using a list'],
  ['RCPT TO', '550 5.1.8 Sender address rejected: Domain not found'],
  ['RCPT TO', '550 5.1.7 Bad sender'],
  ['RCPT TO', '550 relaying to this domain prohibited'],
  ['RCPT TO', "553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)"],
  ['RCPT TO', '550 authentication required'],
  ['RCPT TO', '503 Bad sequence of commands'],
  ['RCPT TO', '530 Must issue a STARTTLS command first'],
  ['MAIL FROM', '550 5.1.1 No such user'],
  ['MAIL FROM', '550 Sender refused'],
  ['AUTH PLAIN', '535 5.7.8 Bad credentials'],
  ['DATA', '554 5.7.1 Message looks like spam'],
  ['DATA', '550 Refused'],
  ['DATA', '552 5.3.4 Message too big'],
  ['CONN', '554 No service'],
];
for (const [command, response] of LATER) {
  test(`later: ${command}, ${response.slice(0, 50)}`, () => {
    assert.equal(outcomeOf(fault(command, response), LEA).kind, 'later');
  });
}

const DEFERRED: readonly (readonly [command: string, response: string])[] = [
  ['RCPT TO', '450 4.2.1 Try again'],
  ['RCPT TO', '451 4.7.1 Greylisted, try again in 5 minutes'],
  ['RCPT TO', '451 Greylisted'],
  ['RCPT TO', '450 Mailbox busy'],
  ['RCPT TO', '452 4.2.2 Mailbox full'],
  ['RCPT TO', '450 4.1.2 Domain not found'],
  ['RCPT TO', '450 4.4.3 Name service error for its domain'],
  ['DATA', '452 4.2.2 Over quota'],
];
for (const [command, response] of DEFERRED) {
  test(`deferred: ${command}, ${response.slice(0, 50)}`, () => {
    assert.equal(outcomeOf(fault(command, response), LEA).kind, 'deferred');
  });
}

test('whatever is thrown is for later, and described', () => {
  for (const thrown of [undefined, null, 'text', 42, {}, { code: 7, response: [], responseCode: '550' }]) {
    assert.deepEqual(outcomeOf(thrown, LEA), { kind: 'later', detail: 'unknown fault' });
  }
  const reset = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNECTION', command: 'CONN' });
  assert.deepEqual(outcomeOf(reset, LEA), { kind: 'later', detail: 'ECONNECTION at CONN: read ECONNRESET' });
});

test('a detail is one line of at most 200 characters, without addresses, links or tokens', () => {
  const response = [
    `550 5.1.1 <${LEA}>: LEA.DUPONT unknown`,
    `550 ask postmaster@relay.example or https://relay.example/?q=${'t'.repeat(50)}`,
    `550 seen ${'Ab0_-'.repeat(9)} in the message ${'and more '.repeat(40)}`,
  ].join('\r\n');
  const detail = describeFault(smtpFault(fault('RCPT TO', response)), LEA);
  assert.match(detail, /^EENVELOPE at RCPT TO: 550 5\.1\.1/);
  assert.ok(detail.length <= 200);
  assert.doesNotMatch(detail, /[\r\n]|lea|dupont|personnel|postmaster|https|tttt|Ab0_-Ab0/i);
});

test('an address with a sign that means something in a pattern is taken out too', () => {
  const odd = 'a+(b)*c@personnel.example';
  const detail = describeFault(smtpFault(fault('RCPT TO', `550 ${odd} and a+(b)*c unknown`)), odd);
  assert.equal(detail, 'EENVELOPE at RCPT TO: 550 (address) and (address) unknown');
});
