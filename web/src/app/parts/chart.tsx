// A live line or bar chart over time. uPlot is loaded when the first chart shows.
import { useEffect, useRef } from "preact/hooks";
import type { AlignedData, Options } from "uplot";
import type uPlot from "uplot";

interface ChartProps {
  readonly title: string;
  /** What screen readers are told instead of the picture. */
  readonly summary: string;
  readonly seconds: readonly number[];
  readonly values: readonly number[];
  readonly bars?: boolean;
}

const HEIGHT = 180;

export function Chart({ title, summary, seconds, values, bars = false }: ChartProps) {
  const frame = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | null>(null);
  const data = useRef<AlignedData>([[], []]);
  data.current = [seconds as number[], values as number[]];
  useEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    let gone = false;
    let observer: ResizeObserver | null = null;
    const scheme = matchMedia("(prefers-color-scheme: dark)");
    const draw = (Plot: typeof uPlot) => {
      if (gone) return;
      chart.current?.destroy();
      chart.current = new Plot(optionsOf(Plot, element, bars), data.current, element);
    };
    void Promise.all([import("uplot"), import("uplot/dist/uPlot.min.css")]).then(([{ default: Plot }]) => {
      if (gone) return;
      draw(Plot);
      observer = new ResizeObserver(() => chart.current?.setSize({ width: element.clientWidth, height: HEIGHT }));
      observer.observe(element);
      scheme.onchange = () => draw(Plot);
    });
    return () => {
      gone = true;
      observer?.disconnect();
      scheme.onchange = null;
      chart.current?.destroy();
      chart.current = null;
    };
  }, [bars]);
  useEffect(() => { chart.current?.setData(data.current); });
  return (
    <figure class="chart">
      <figcaption>{title}</figcaption>
      <div ref={frame} class="chart-frame" role="img" aria-label={`${title}: ${summary}`} />
    </figure>
  );
}

function optionsOf(Plot: typeof uPlot, element: HTMLElement, bars: boolean): Options {
  const style = getComputedStyle(element);
  const color = (name: string) => style.getPropertyValue(name).trim();
  const axis = {
    stroke: color("--ink-soft"),
    grid: { stroke: color("--line"), width: 1 },
    ticks: { stroke: color("--line"), width: 1 },
    font: `12px ${style.fontFamily}`,
  };
  const line = color(bars ? "--good" : "--accent");
  const fill = bars ? line : `color-mix(in srgb, ${line} 18%, transparent)`;
  const shape = bars && Plot.paths.bars !== undefined ? { paths: Plot.paths.bars({ size: [0.8, 24] }) } : {};
  return {
    width: element.clientWidth,
    height: HEIGHT,
    padding: [12, 30, 0, 0],
    legend: { show: false },
    cursor: { y: false },
    scales: { y: { range: (_plot, _min, max) => [0, Math.max(5, Math.ceil(max * 1.15))] } },
    axes: [
      { ...axis, values: (_plot, splits) => splits.map((at) => clock.format(at * 1000)), space: 90 },
      { ...axis, size: 48, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 100_000] },
    ],
    series: [{}, { stroke: line, fill, width: bars ? 0 : 2, points: { show: false }, ...shape }],
  };
}

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
