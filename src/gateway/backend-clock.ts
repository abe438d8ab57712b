/** Measures how long a request has waited for its backend. */
export interface BackendClock {
  /** From now on this direction waits for the client, whose time is not the backend's. */
  clientAwaited(direction: "request" | "response"): void;
  /** From now on this direction waits for the backend again. */
  backendAwaited(direction: "request" | "response"): void;
  /** Ends the measurement. */
  stop(): void;
}

/** How long a backend may take and what happens when it takes longer. */
export interface BackendClockOptions {
  readonly limitMs: number;
  readonly nowMs: () => number;
  readonly onExpired: () => void;
}

/**
 * Starts a clock that runs while the backend is all that a request waits for, from before the connection is made until
 * the response is complete. AWS holds requests and responses whole, so that slow clients never count against an
 * integration's timeout; a gateway that streams has to leave their time out instead.
 */
export function startBackendClock({ limitMs, nowMs, onExpired }: BackendClockOptions): BackendClock {
  let remainingMs = limitMs;
  let startedAtMs = nowMs();
  let timer: NodeJS.Timeout | undefined = setTimeout(onExpired, limitMs);
  let awaitsRequest = false;
  let awaitsResponse = false;

  return {
    clientAwaited(direction) {
      set(direction, true);
      pause();
    },
    backendAwaited(direction) {
      set(direction, false);
      if (!awaitsRequest && !awaitsResponse && timer === undefined && remainingMs >= 0) {
        startedAtMs = nowMs();
        timer = setTimeout(onExpired, remainingMs);
      }
    },
    stop() {
      pause();
      remainingMs = -1;
    },
  };

  function set(direction: "request" | "response", awaited: boolean): void {
    if (direction === "request") {
      awaitsRequest = awaited;
    } else {
      awaitsResponse = awaited;
    }
  }

  function pause(): void {
    if (timer !== undefined) {
      clearTimeout(timer);
      timer = undefined;
      remainingMs = Math.max(0, remainingMs - (nowMs() - startedAtMs));
    }
  }
}
