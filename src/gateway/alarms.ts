/** Calls back after a while, unless it is called off before. */
export interface Alarms {
  set(afterMs: number, ring: () => void): Alarm;
}

/** One callback to come. */
export interface Alarm {
  /** Calls it off. To be called once, and not after it has rung: then the alarm may serve somebody else already. */
  off(): void;
}

/**
 * Makes alarms that are used again: one is set for every call of a backend and nearly always called off, and to start a
 * timer anew takes a fraction of what it takes to make one. Those that nobody used for as long as they run are dropped.
 * They keep no process alive.
 */
export function createAlarms(): Alarms {
  /** Alarms that are off, by how long they run; the one used last comes last and is used first. */
  const resting = new Map<number, ReusedAlarm[]>();
  return {
    set(afterMs, ring) {
      const alarm = resting.get(afterMs)?.pop() ?? new ReusedAlarm(afterMs, resting);
      alarm.set(ring);
      return alarm;
    },
  };
}

class ReusedAlarm implements Alarm {
  readonly #afterMs: number;
  readonly #resting: Map<number, ReusedAlarm[]>;
  readonly #timer: NodeJS.Timeout;
  #ring: (() => void) | undefined;

  constructor(afterMs: number, resting: Map<number, ReusedAlarm[]>) {
    this.#afterMs = afterMs;
    this.#resting = resting;
    this.#timer = setTimeout(() => this.#fire(), afterMs).unref();
  }

  set(ring: () => void): void {
    this.#ring = ring;
    this.#timer.refresh();
  }

  off(): void {
    this.#ring = undefined;
    const alike = this.#resting.get(this.#afterMs);
    if (alike === undefined) {
      this.#resting.set(this.#afterMs, [this]);
    } else {
      alike.push(this);
    }
  }

  #fire(): void {
    const ring = this.#ring;
    if (ring !== undefined) {
      // Runs on, to be dropped when it runs out again with nobody using it.
      this.#timer.refresh();
      this.off();
      ring();
      return;
    }
    const alike = this.#resting.get(this.#afterMs) ?? [];
    // Those that rest longest come first.
    alike.splice(alike.indexOf(this), 1);
    if (alike.length === 0) {
      this.#resting.delete(this.#afterMs);
    }
  }
}
