import type { Alarm, Alarms } from "./alarms.ts";

/** The two ways that a call has: the request's to the backend and the response's to the client. */
type Direction = "request" | "response";

/** Measures how long a request has waited for its backend. */
export interface BackendClock {
  /** From now on this direction waits for the client, whose time is not the backend's. */
  clientAwaited(direction: Direction): void;
  /** From now on this direction waits for the backend again. */
  backendAwaited(direction: Direction): void;
  /** Ends the measurement. */
  stop(): void;
}

/** How long a backend may take and what happens when it takes longer. */
export interface BackendClockOptions {
  readonly alarms: Alarms;
  readonly limitMs: number;
  /** Now, where the caller knows it already. */
  readonly startedAtMs: number | undefined;
  readonly nowMs: () => number;
  readonly onExpired: () => void;
}

/**
 * Starts a clock that runs while the backend is all that a request waits for, from before the connection is made until
 * the response is complete. AWS holds requests and responses whole, so that slow clients never count against an
 * integration's timeout; a gateway that streams has to leave their time out instead.
 */
export function startBackendClock(options: BackendClockOptions): BackendClock {
  return new RunningClock(options);
}

/** A class, because closures over the same state would be five objects more for every request. */
class RunningClock implements BackendClock {
  readonly #alarms: Alarms;
  readonly #nowMs: () => number;
  readonly #expire: () => void;
  #remainingMs: number;
  #startedAtMs: number;
  #alarm: Alarm | undefined;
  #awaitsRequest = false;
  #awaitsResponse = false;

  constructor({ alarms, limitMs, startedAtMs, nowMs, onExpired }: BackendClockOptions) {
    this.#alarms = alarms;
    this.#nowMs = nowMs;
    this.#expire = () => {
      this.#alarm = undefined;
      onExpired();
    };
    this.#remainingMs = limitMs;
    this.#startedAtMs = startedAtMs ?? nowMs();
    this.#alarm = alarms.set(limitMs, this.#expire);
  }

  clientAwaited(direction: Direction): void {
    this.#set(direction, true);
    if (this.#alarm !== undefined) {
      this.#stopAlarm();
      this.#remainingMs = Math.max(0, this.#remainingMs - (this.#nowMs() - this.#startedAtMs));
    }
  }

  backendAwaited(direction: Direction): void {
    this.#set(direction, false);
    if (!this.#awaitsRequest && !this.#awaitsResponse && this.#alarm === undefined && this.#remainingMs >= 0) {
      this.#startedAtMs = this.#nowMs();
      this.#alarm = this.#alarms.set(this.#remainingMs, this.#expire);
    }
  }

  stop(): void {
    this.#stopAlarm();
    this.#remainingMs = -1;
  }

  #set(direction: Direction, awaited: boolean): void {
    if (direction === "request") {
      this.#awaitsRequest = awaited;
    } else {
      this.#awaitsResponse = awaited;
    }
  }

  #stopAlarm(): void {
    this.#alarm?.off();
    this.#alarm = undefined;
  }
}
