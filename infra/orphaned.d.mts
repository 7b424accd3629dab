/** Calls `act` once, soon after the process that started this one has ended. */
export function onOrphaned(act: () => void, everyMilliseconds?: number): void;
