/** One sample of the Prometheus text format. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const SAMPLE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$/;
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\n"])*)",?/y;
const COMMENT =
  /^# (HELP [a-zA-Z_:][a-zA-Z0-9_:]* .*|TYPE [a-zA-Z_:][a-zA-Z0-9_:]* (counter|gauge|histogram|summary|untyped))$/;

/**
 * Reads a page of metrics, strictly: whatever is neither a comment nor a sample is a fault.
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/
 */
export function parseMetrics(text: string): readonly Sample[] {
  if (!text.endsWith('\n')) throw new Error('the last line must end with a line feed');
  return text
    .slice(0, -1)
    .split('\n')
    .filter((line) => line !== '' && !COMMENT.test(line))
    .map(parseSample);
}

function parseSample(line: string): Sample {
  const [, name, labels = '', written = ''] = SAMPLE.exec(line) ?? [];
  const value = written === '+Inf' ? Infinity : Number(written);
  // As Go reads it, whatever the capitals.
  const isNumber = !Number.isNaN(value) || /^nan$/i.test(written);
  if (name === undefined || !isNumber) throw new Error(`no sample: ${line}`);
  return { name, labels: parseLabels(labels), value };
}

function parseLabels(text: string): Record<string, string> {
  const labels: Record<string, string> = {};
  LABEL.lastIndex = 0;
  while (LABEL.lastIndex < text.length) {
    const [, name, value] = LABEL.exec(text) ?? [];
    if (name === undefined || value === undefined) throw new Error(`no labels: ${text}`);
    labels[name] = value;
  }
  return labels;
}
