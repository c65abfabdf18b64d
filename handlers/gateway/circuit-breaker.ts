/**
 * After several failures in a row a system is not asked for a while; then one call may try. It counts by the installation's clock:
 * the packages that do the same (cockatiel, opossum) count by the machine's, and a demo or a test that moves its own clock would wait in vain.
 */
import type { Clock } from "../../engine/ports.ts";

export interface CircuitBreaker {
  /** Whether a call may be made now. In the half-open state it lets one call through and refuses the others. */
  mayCall(): boolean;
  succeeded(): void;
  failed(): void;
  /** The one call that was let through ended without telling anything of the other side (it was given up). */
  abandoned(): void;
}

export interface BreakerOptions {
  /** Failures in a row that open the circuit. */
  readonly failures: number;
  /** How long it stays open; twice as long after each attempt that fails, up to `longestMs`. */
  readonly openMs: number;
  readonly longestMs: number;
}

const BREAKER: BreakerOptions = { failures: 5, openMs: 10_000, longestMs: 5 * 60_000 };

export function createCircuitBreaker(clock: Clock, options: BreakerOptions = BREAKER): CircuitBreaker {
  let failures = 0;
  let openedAt: number | undefined;
  let openMs = options.openMs;
  let trying = false;
  return {
    mayCall() {
      if (openedAt === undefined) return true;
      const passed = Date.parse(clock.now()) - openedAt;
      // A clock that was set back says nothing about how long it has been.
      if ((passed >= 0 && passed < openMs) || trying) return false;
      trying = true;
      return true;
    },
    succeeded() {
      failures = 0;
      openedAt = undefined;
      openMs = options.openMs;
      trying = false;
    },
    failed() {
      failures += 1;
      if (trying) openMs = Math.min(openMs * 2, options.longestMs);
      trying = false;
      if (failures >= options.failures) openedAt = Date.parse(clock.now());
    },
    abandoned() {
      trying = false;
    },
  };
}
