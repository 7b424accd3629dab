/**
 * Calls `act` once, soon after the process that started this one has ended: nothing else tells of a parent that was
 * killed. On Windows, where a parent's id stays, Node itself ends the children of a process that is gone.
 *
 * @param {() => void} act
 * @param {number} [everyMilliseconds] how often to look; the look alone keeps no process alive
 */
export function onOrphaned(act, everyMilliseconds = 500) {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    act();
  }, everyMilliseconds);
  timer.unref();
}
