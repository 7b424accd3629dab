/**
 * USD per call, beside tokens; a tool that is not listed has no fee of its own. Searches:
 * github.com/Portkey-AI/models pricing/openai.json@f654307 (2026-08-02). A container is one session of 20 minutes, which
 * may outlive the response and serve the next one as well: an upper bound, and not found on a stored official page.
 */
const feesPerCall: Readonly<Record<string, number>> = {
  web_search_call: 10 / 1000,
  file_search_call: 2.5 / 1000,
  container_1g: 0.03,
  container_4g: 0.12,
  container_16g: 0.48,
  container_64g: 1.92,
};

/** The fees of counted calls, in USD. */
export function toolFees(calls: Readonly<Record<string, number>>): number {
  return Object.entries(calls).reduce(
    (sum, [tool, count]) => sum + (Object.hasOwn(feesPerCall, tool) ? (feesPerCall[tool] ?? 0) * count : 0),
    0,
  );
}
