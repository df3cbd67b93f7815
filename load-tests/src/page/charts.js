"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const color = (i) => `var(--c${i % 10})`;
  // As wide as there is room, so that letters are as large on a phone.
  const room = document.getElementById("time")?.clientWidth ?? 560;
  const W = Math.min(560, Math.max(300, room)), H = W < 440 ? 200 : 220, L = 48, R = 10, T = 30, B = 24;
  const esc = (s) => String(s).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
  const num = (v) => v >= 1e6 ? `${+(v / 1e6).toPrecision(3)} M` : v >= 1e4 ? `${+(v / 1e3).toPrecision(3)} k`
    : v >= 100 ? v.toFixed(0) : `${+v.toPrecision(3)}`;
  const ms = (v) => v >= 1e3 ? `${+(v / 1e3).toPrecision(3)} s` : v >= 1 ? `${+v.toPrecision(3)} ms` : `${+(v * 1e3).toPrecision(2)} µs`;
  const clock = (s) => s >= 120 ? `${Math.floor(s / 60)}:${String(Math.round(s % 60)).padStart(2, "0")}` : `${Math.round(s)} s`;
  const steps = (max, n) => {
    const raw = max / n, mag = 10 ** Math.floor(Math.log10(raw));
    const step = [1, 2, 2.5, 5, 10].map((m) => m * mag).find((s) => s >= raw);
    const out = [];
    for (let v = 0; v < max * 0.9999 + step; v += step) out.push(+v.toPrecision(12));
    return out;
  };
  const timeSteps = (max) => {
    const step = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400].find((s) => max / s <= W / 80) ?? 28800;
    return Array.from({ length: Math.floor(max / step) + 1 }, (_, i) => i * step);
  };
  const decades = (lo, hi) => {
    const out = [];
    for (let e = Math.floor(Math.log10(lo)); e <= Math.ceil(Math.log10(hi)); e++) out.push(10 ** e);
    return out;
  };

  // One figure: axes, lines or bars, and what stands under the pointer.
  function figure(where, spec) {
    const fig = document.createElement("figure");
    const x = (v) => L + spec.x(v) * (W - L - R), y = (v) => T + (1 - spec.y(v)) * (H - T - B);
    const caption = `<figcaption><b>${esc(spec.title)}${spec.unit ? ` <span class=u>${esc(spec.unit)}</span>` : ""}</b>${
      spec.lines.length > 1 ? spec.lines.map((l) => `<span><i style="background:${l.color};opacity:${l.dim ? 0.45 : 1}"></i>${esc(l.name)}</span>`).join("") : ""}</figcaption>`;
    let s = "";
    for (const v of spec.yTicks) s += `<line x1=${L} x2=${W - R} y1=${y(v)} y2=${y(v)} stroke="var(--grid)" /><text x=${L - 7} y=${y(v) + 4} text-anchor=end>${spec.yText(v)}</text>`;
    for (const [v, t] of spec.xTicks) s += `<text x=${x(v)} y=${H - 6} text-anchor=middle>${esc(t)}</text>`;
    // A mark's text stands in the first of two rows in which it hides no other.
    const taken = [[], []];
    for (const [at, text] of spec.marks ?? []) {
      const px = x(at), width = text.length * 6 + 4;
      const left = px + width > W, from = left ? px - width : px, to = from + width;
      const row = taken.findIndex((others) => others.every(([a, b]) => to < a || from > b));
      if (row >= 0) taken[row].push([from, to]);
      s += `<line x1=${px} x2=${px} y1=${T - 22 + 12 * Math.max(row, 0)} y2=${H - B} stroke="var(--soft)" stroke-dasharray="3 3" opacity=.6 />`;
      if (row >= 0) s += `<text x=${px + (left ? -4 : 4)} y=${T - 16 + 12 * row} text-anchor=${left ? "end" : "start"}>${esc(text)}</text>`;
    }
    spec.lines.forEach((line) => {
      if (line.bars) {
        for (const [a, b, v] of line.bars) s += `<rect x=${x(a) + 0.5} y=${y(v)} width=${Math.max(x(b) - x(a) - 1, 1)} height=${Math.max(H - B - y(v), 0)} fill="${line.color}" rx=1.5 />`;
        return;
      }
      let path = "", pen = false, before = null, area = "";
      for (const [a, v] of line.points) {
        if (v === null || Number.isNaN(v)) { pen = false; continue; }
        if (!pen && !spec.gaps && before !== null) pen = true;
        if (line.step && pen) path += `H${x(a).toFixed(1)}V${y(v).toFixed(1)}`;
        else path += `${pen ? "L" : "M"}${x(a).toFixed(1)} ${y(v).toFixed(1)}`;
        pen = true; before = a;
      }
      if (line.fill && line.points.length) {
        const a0 = x(line.points[0][0]), a1 = x(line.points[line.points.length - 1][0]);
        area = `<path d="${path}L${a1.toFixed(1)} ${H - B}L${a0.toFixed(1)} ${H - B}Z" fill="${line.color}" opacity=.14 />`;
      }
      s += `${area}<path d="${path}" fill=none stroke="${line.color}" stroke-width=1.8 stroke-linejoin=round opacity=${line.dim ? 0.5 : 1} ${line.dim ? "stroke-dasharray='5 3'" : ""} />`;
    });
    s += `<line class=cross x1=0 x2=0 y1=${T} y2=${H - B} stroke="var(--soft)" visibility=hidden />`;
    const label = `${spec.title}: ${spec.lines.map((l) => l.name).join(", ")}`;
    fig.innerHTML = `${caption}<svg viewBox="0 0 ${W} ${H}" role=img aria-label="${esc(label)}">${s}</svg>`;
    where.append(fig);
    const svg = fig.querySelector("svg"), cross = fig.querySelector(".cross");
    let tip = null;
    const hide = () => { tip?.remove(); tip = null; cross.setAttribute("visibility", "hidden"); };
    svg.addEventListener("pointerleave", hide);
    svg.addEventListener("pointermove", (event) => {
      const box = svg.getBoundingClientRect();
      const px = (event.clientX - box.left) / box.width * W;
      const found = spec.at((px - L) / (W - L - R));
      if (!found) return hide();
      if (!tip) { tip = document.createElement("div"); tip.className = "tip"; fig.append(tip); }
      const cx = x(found.x);
      cross.setAttribute("x1", cx); cross.setAttribute("x2", cx); cross.setAttribute("visibility", "visible");
      tip.innerHTML = `${esc(found.head)}${found.rows.map(([n, v]) => `<br>${esc(n)} <b>${esc(v)}</b>`).join("")}`;
      const left = cx / W * box.width;
      tip.style.top = `${box.top - fig.getBoundingClientRect().top + 4}px`;
      tip.style.left = left > box.width / 2 ? "" : `${left + 12}px`;
      tip.style.right = left > box.width / 2 ? `${box.width - left + 12}px` : "";
    });
  }

  // At most 600 points: the larger of those that fall together, or their mean.
  function thin(values, mean) {
    const every = Math.ceil(values.length / 600), out = [];
    for (let i = 0; i < values.length; i += every) {
      const some = values.slice(i, i + every).filter((v) => v !== null);
      out.push([i, some.length ? (mean ? some.reduce((a, b) => a + b, 0) / some.length : Math.max(...some)) : null]);
    }
    return out;
  }
  const sums = (values) => { let sum = 0; return values.map((v) => sum += v ?? 0); };

  function overTime(title, unit, wanted, options = {}) {
    const where = document.getElementById("time");
    const lines = [];
    data.runs.forEach((run, r) => wanted.forEach(([key, name], i) => {
      let values = run.series[key];
      if (options.sums) values = sums(values);
      if (!values.some((v) => v)) return;
      const full = data.compare ? (wanted.length > 1 ? `${name}, ${run.name}` : run.name) : name;
      lines.push({ name: full, color: color(data.compare ? (wanted.length > 1 ? i : r) : i + (options.first ?? 0)), dim: data.compare && r === 0 && wanted.length > 1,
        points: thin(values, options.mean), values, step: options.step, fill: options.fill && !data.compare && wanted.length === 1 });
    }));
    if (!lines.length) return;
    const end = Math.max(...data.runs.map((run) => run.series.viewers.length - 1), 1);
    const top = Math.max(...lines.flatMap((l) => l.points.map((p) => p[1] ?? 0)), options.least ?? 0);
    const text = options.ms ? ms : num;
    let y, yTicks;
    if (options.log) {
      const low = Math.min(...lines.flatMap((l) => l.points.map((p) => p[1]).filter((v) => v > 0)));
      yTicks = decades(low, Math.max(top, low * 10));
      const a = Math.log10(yTicks[0]), b = Math.log10(yTicks[yTicks.length - 1]);
      y = (v) => Math.max(0, (Math.log10(Math.max(v, 1e-9)) - a) / (b - a));
    } else {
      yTicks = steps(top, 4);
      const high = yTicks[yTicks.length - 1];
      y = (v) => v / high;
    }
    figure(where, {
      title, unit, lines, gaps: options.gaps, marks: data.marks, x: (v) => v / end, y, yTicks, yText: text,
      xTicks: timeSteps(end).map((v) => [v, clock(v)]),
      at: (part) => {
        const second = Math.round(part * end);
        if (second < 0 || second > end) return null;
        const rows = lines.filter((l) => (l.values[second] ?? null) !== null).map((l) => [l.name, text(l.values[second])]);
        return { x: second, head: clock(second), rows };
      },
    });
  }

  overTime("Viewers", "in, at each second's end", [["viewers", "viewers"]], { fill: true });
  overTime("Deliveries", "a second", [["deliveries", "deliveries"]], { fill: true, mean: true, first: 2 });
  overTime("Longest by second", "log scale", [["delivery_ms", "delivery"], ["answer_ms", "answer"]], { log: true, ms: true });
  overTime("Sent by viewers", "a second", [["chats", "chats"], ["clicks", "looks"], ["reserves", "reserves"]], { mean: true });
  overTime("Stock", "units available, as viewers saw it", [["stock", "units"]], { step: true, first: 4 });
  overTime("Sale", "so far", [["reserves", "reserves"], ["held", "held"], ["paid", "paid"], ["sold_out", "sold out"]], { sums: true });
  overTime("Errors", "a second", [["errors", "errors"]], { first: 8 });
  overTime("The load tester's CPU", "% of a core", [["cpu", "CPU"]], { fill: true, mean: true, first: 5, least: 10 });
  overTime("The load tester's lag", "longest by second", [["lag_ms", "lag"]], { ms: true, first: 7 });

  const where = document.getElementById("curves");
  const nines = (part) => -Math.log10(1 - Math.min(part, 0.999995));
  const all = data.runs.flatMap((run, r) => run.latencies.map((l) => ({ ...l, run: r })));
  const kinds = [...new Set(all.map((l) => l.name))];
  if (all.length) {
    const lines = all.map((l) => ({ name: data.compare ? `${l.name}, ${data.runs[l.run].name}` : l.name,
      color: color(kinds.indexOf(l.name)), dim: data.compare && l.run === 0, points: l.curve }));
    const values = lines.flatMap((l) => l.points.map((p) => p[1])).filter((v) => v > 0);
    const yTicks = decades(Math.min(...values), Math.max(...values));
    const a = Math.log10(yTicks[0]), b = Math.log10(yTicks[yTicks.length - 1]) || a + 1;
    const most = Math.max(...lines.flatMap((l) => l.points.map((p) => nines(p[0]))), 2);
    figure(where, {
      title: "Percentiles", unit: "log scales", lines, x: (part) => nines(part) / most,
      y: (v) => Math.max(0, (Math.log10(Math.max(v, 1e-9)) - a) / (b - a)), yTicks, yText: ms,
      xTicks: [[0, "0"], [0.5, "50 %"], [0.9, "90 %"], [0.99, "99 %"], [0.999, "99.9 %"], [0.9999, "99.99 %"], [0.99999, "99.999 %"]].filter(([v]) => nines(v) <= most + 0.01),
      at: (part) => {
        const wanted = part * most;
        const parts = [...new Set(lines.flatMap((l) => l.points.map((p) => p[0])))];
        const near = parts.reduce((m, p) => Math.abs(nines(p) - wanted) < Math.abs(nines(m) - wanted) ? p : m, parts[0]);
        const rows = lines.map((l) => [l.name, l.points.find((p) => p[0] === near)?.[1]]).filter(([, v]) => v !== undefined).map(([n, v]) => [n, ms(v)]);
        return { x: near, head: `${+(near * 100).toPrecision(7)} %`, rows };
      },
    });
    if (!data.compare) histogram(all);
  }

  // The histogram of one kind at a time.
  function histogram(all) {
    const box = document.createElement("div"), chips = document.createElement("p"), at = document.createElement("div");
    chips.style.cssText = "display:flex;flex-wrap:wrap;gap:6px;margin:0 0 8px";
    box.append(chips, at);
    where.append(box);
    const show = (l) => {
      at.replaceChildren();
      for (const chip of chips.children) chip.setAttribute("aria-pressed", String(chip.textContent === l.name));
      const width = 2 ** (1 / 3);
      const bars = l.bars.map(([end, count]) => [end / width, end, count]);
      const low = bars[0][0], high = Math.max(bars[bars.length - 1][1], low * 4);
      const top = Math.max(...bars.map((b) => b[2])), yTicks = steps(top, 4);
      const x = (v) => Math.log(v / low) / Math.log(high / low);
      const total = bars.reduce((sum, b) => sum + b[2], 0);
      figure(at, {
        title: `Histogram of ${l.name}`, unit: `${num(total)} values, log scale`,
        lines: [{ name: l.name, color: color(kinds.indexOf(l.name)), bars }], x, y: (v) => v / yTicks[yTicks.length - 1], yTicks, yText: num,
        xTicks: xTicks(low, high),
        at: (part) => {
          const v = low * (high / low) ** part;
          const bar = bars.find((b) => v >= b[0] && v < b[1]);
          return bar && { x: Math.sqrt(bar[0] * bar[1]), head: `${ms(bar[0])} to ${ms(bar[1])}`, rows: [["", `${num(bar[2])}, ${(bar[2] / total * 100).toPrecision(3)} %`]] };
        },
      });
    };
    const xTicks = (low, high) => {
      const few = high / low < 100, out = [];
      for (const d of decades(low, high)) for (const m of few ? [1, 2, 5] : [1]) if (d * m >= low && d * m <= high) out.push([d * m, ms(d * m)]);
      return out;
    };
    for (const l of all) {
      const chip = document.createElement("button");
      chip.className = "chip"; chip.type = "button"; chip.textContent = l.name;
      chip.addEventListener("click", () => show(l));
      chips.append(chip);
    }
    show(all.find((l) => l.name === "pin delivery") ?? all[0]);
  }
})();
