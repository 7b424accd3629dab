import { App } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { accessModes } from '../../../infra/config/access-modes.ts';
import { readDeployment } from '../../../infra/config/deployment.ts';
import { accessModes as modesOfFunctions } from '../../../lib/config/access-settings.ts';
import { contextWith } from '../../support/fake-service.ts';

type Keys = Readonly<Record<string, unknown>>;

const read = (keys: Keys) => readDeployment(new App({ context: contextWith(keys) }).node);
const jwt = { issuer: 'https://issuer.example.com', audience: ['app'] };

it('the modes are those that the functions know', () => {
  expect(accessModes).toEqual(modesOfFunctions);
});

describe('a deployment that does not say how callers are known', () => {
  const implied: readonly (readonly [Keys, readonly string[]])[] = [
    [{}, ['iam', 'api-key']],
    [{ frontDoors: 'urls' }, ['iam']],
    [{ frontDoors: 'api' }, ['api-key']],
    [{ apiAuth: 'iam' }, ['iam']],
    [{ apiAuth: 'function' }, ['iam', 'bearer']],
    [{ apiAuth: 'function', jwt }, ['iam', 'bearer', 'jwt']],
    [{ frontDoors: 'api', apiAuth: 'function' }, ['bearer']],
    [{ frontDoors: 'urls', auth: 'function', apiAuth: 'api-key' }, ['bearer']],
    // Without URLs: beside API Gateway, none is open.
    [{ auth: 'none' }, ['api-key']],
    // Nobody is known, as before there was access.
    [{ apiAuth: 'none' }, []],
    [{ frontDoors: 'urls', auth: 'none' }, []],
  ];

  it.each(implied)('has with %j what its doors imply: %j', (keys, modes) => {
    expect(read(keys).access).toEqual(modes);
  });
});

describe('a deployment that says it', () => {
  it.each<readonly [Keys, readonly string[]]>([
    [{ access: 'off' }, []],
    [{ access: [] }, []],
    [{ access: ['iam'], apiAuth: 'iam' }, ['iam']],
    [{ access: ['jwt'], frontDoors: 'api', apiAuth: 'function', jwt }, ['jwt']],
    [{ access: ['bearer', 'iam'], apiAuth: 'function' }, ['bearer', 'iam']],
  ])('has it, where its doors let such callers in (%j)', (keys, modes) => {
    expect(read(keys).access).toEqual(modes);
  });

  const contradictions: readonly (readonly [Keys, RegExp])[] = [
    [{ access: ['bearer'], frontDoors: 'api' }, /: access "bearer" wants apiAuth to be function, .*no door lets/],
    [{ access: ['iam', 'api-key', 'jwt'], jwt }, /: access "jwt" wants apiAuth to be function/],
    [{ access: ['iam', 'api-key'], frontDoors: 'api' }, /: access "iam" wants auth or apiAuth to be iam/],
    [{ access: ['iam', 'api-key'], apiAuth: 'iam' }, /: access "api-key" wants apiAuth to be api-key/],
    [{ access: ['iam'] }, /: apiAuth "api-key" wants access to have api-key: its functions would refuse/],
    [{ access: ['api-key'] }, /: auth "iam" wants access to have iam: its functions would refuse/],
    [{ access: ['iam'], apiAuth: 'none' }, /: apiAuth "none" wants access to be off/],
    [{ access: 'off', apiAuth: 'function' }, /: apiAuth "function" wants access to have bearer or jwt: nothing else/],
    [{ access: ['iam'], apiAuth: 'function' }, /: apiAuth "function" wants access to have bearer or jwt/],
    [{ auth: 'function' }, /: auth "function" wants frontDoors urls: .*past the throttle/],
    [{ access: ['jwt'], frontDoors: 'api', apiAuth: 'function' }, /: access "jwt" wants the key jwt/],
    [{ jwt }, /: jwt wants access to have jwt, and a door that is function/],
    [{ playground: true }, /: playground wants docs to be public or callers/],
  ];

  it.each(contradictions)('is refused where its keys contradict one another (%j)', (keys, message) => {
    expect(() => read(keys)).toThrow(message);
  });

  it('names every contradiction in one message', () => {
    expect(() => read({ access: ['jwt'], playground: true })).toThrow(
      /access "jwt" wants apiAuth .*; auth "iam" wants .*; apiAuth "api-key" wants .*; .*key jwt.*; playground wants/,
    );
  });
});
