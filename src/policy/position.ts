/** A place in a text: the offset in UTF-16 units from 0, line and column from 1. */
export interface Position {
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

/**
 * Returns a function that finds the line and column of any offset in a text, in logarithmic time. A line ends with LF,
 * CR or CRLF.
 */
export function positionLocator(text: string): (offset: number) => Position {
  const lineStarts = [0];
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === 10 || (code === 13 && text.charCodeAt(index + 1) !== 10)) {
      lineStarts.push(index + 1);
    }
  }
  return (offset) => {
    let low = 0;
    let lineStart = 0;
    let high = lineStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      const start = lineStarts[middle];
      if (start !== undefined && start <= offset) {
        low = middle;
        lineStart = start;
      } else {
        high = middle - 1;
      }
    }
    return { offset, line: low + 1, column: offset - lineStart + 1 };
  };
}
