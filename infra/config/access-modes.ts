/** How callers may prove who they are, as `lib/config/access-settings.ts` has it. */
export const accessModes = ['iam', 'api-key', 'bearer', 'jwt'] as const;

export type AccessMode = (typeof accessModes)[number];

/** What a front door checks of a caller; `function`: nothing, since the function behind it checks. */
type DoorCheck = 'iam' | 'api-key' | 'function' | 'none';

/** A front door, by the key that says what it checks. */
interface Door {
  readonly key: 'auth' | 'apiAuth';
  readonly check: DoorCheck;
}

/** The keys that decide how callers are known; `access` as it was given. */
export interface AccessKeys {
  readonly frontDoors: 'urls' | 'api' | 'both';
  readonly auth: DoorCheck;
  readonly apiAuth: DoorCheck;
  readonly access?: readonly AccessMode[] | undefined;
  readonly jwt?: object | undefined;
}

/** By what a function can know the callers that a door lets in. */
const known: Readonly<Record<DoorCheck, readonly AccessMode[]>> = {
  iam: ['iam'],
  'api-key': ['api-key'],
  function: ['bearer', 'jwt'],
  none: [],
};

/** What a mode wants of the doors. */
const wantedDoor: Readonly<Record<AccessMode, string>> = {
  iam: 'auth or apiAuth to be iam',
  'api-key': 'apiAuth to be api-key',
  bearer: 'apiAuth to be function, or auth with frontDoors urls',
  jwt: 'apiAuth to be function, or auth with frontDoors urls',
};

/**
 * The modes of a deployment: those that it names, else what its doors imply. A door that leaves the check to the function takes keys
 * of this service, and tokens where an issuer is given. Behind a door that checks nothing there is nobody to know: access is off.
 */
export function modesOf(keys: AccessKeys): readonly AccessMode[] {
  if (keys.access) return keys.access;
  const doors = doorsOf(keys);
  if (doors.some(({ check }) => check === 'none')) return [];
  const implied = new Set(doors.flatMap(({ check }) => known[check]));
  if (!keys.jwt) implied.delete('jwt');
  return accessModes.filter((mode) => implied.has(mode));
}

/** What of these keys contradicts what: a caller who is let in and then refused, or one who can never be let in. */
export function accessProblems(keys: AccessKeys): string[] {
  const { frontDoors, auth, jwt } = keys;
  const modes = modesOf(keys);
  const doors = doorsOf(keys);
  const problems: string[] = [];
  if (frontDoors === 'both' && auth === 'function')
    problems.push('auth "function" wants frontDoors urls: an open URL would lead past the throttle of API Gateway');
  for (const mode of modes) {
    if (!doors.some((door) => known[door.check].includes(mode)))
      problems.push(`access "${mode}" wants ${wantedDoor[mode]}: no door lets such a caller in`);
  }
  for (const door of doors) problems.push(...problemsOf(door, modes));
  if (modes.includes('jwt') && !jwt) problems.push('access "jwt" wants the key jwt, with an issuer and an audience');
  if (jwt && !modes.includes('jwt')) problems.push('jwt wants access to have jwt, and a door that is function');
  return problems;
}

function problemsOf({ key, check }: Door, modes: readonly AccessMode[]): string[] {
  if (check === 'function' && !known.function.some((mode) => modes.includes(mode)))
    return [`${key} "function" wants access to have bearer or jwt: nothing else would check its callers`];
  if (modes.length === 0 || known[check].some((mode) => modes.includes(mode))) return [];
  if (check === 'none')
    return [`${key} "none" wants access to be off: its functions would refuse whom the door lets in`];
  return [`${key} "${check}" wants access to have ${check}: its functions would refuse whom the door lets in`];
}

/** Beside API Gateway there are no URLs where `auth` is none (`urlAuth`). */
function doorsOf({ frontDoors, auth, apiAuth }: AccessKeys): Door[] {
  const hasUrls = frontDoors === 'urls' || (frontDoors === 'both' && auth !== 'none');
  return [
    ...(hasUrls ? [{ key: 'auth', check: auth } as const] : []),
    ...(frontDoors === 'urls' ? [] : [{ key: 'apiAuth', check: apiAuth } as const]),
  ];
}
