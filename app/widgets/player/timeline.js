// How the timeline is drawn. Rows from the top: axis, agent, events, customer, findings, sentiment.
function rows(height, moody) {
  const axis = 18, events = 20, findings = 16, mood = moody ? 40 : 0;
  const lane = (height - axis - events - findings - mood) / 2;
  return {
    lanes: [{ top: axis, height: lane }, { top: axis + lane + events, height: lane }],
    events: { top: axis + lane, height: events },
    findings: { top: height - mood - findings, height: findings },
    mood: { top: height - mood, height: mood },
    body: { top: axis, height: height - axis - findings - mood },
  };
}

// The customer's sentiment on the same time axis, so that it moves with the playhead.
function drawMood(pen, view, colours, mood) {
  if (!mood.length) return;
  const row = view.rows.mood, middle = row.top + row.height / 2, reach = row.height / 2 - 4;
  pen.fillStyle = colours.line;
  pen.fillRect(view.left, Math.round(middle), view.inner, 1);
  pen.strokeStyle = colours.customer;
  pen.lineWidth = 2;
  pen.lineJoin = "round";
  pen.beginPath();
  mood.forEach(([at, value], i) => {
    const x = view.x(at), y = middle - value * reach;
    if (i) pen.lineTo(x, y);
    else pen.moveTo(x, y);
  });
  pen.stroke();
  pen.lineWidth = 1;
  for (const [at, value] of mood) {
    pen.fillStyle = colours.customer;
    pen.beginPath();
    pen.arc(view.x(at), middle - value * reach, 2.2, 0, 7);
    pen.fill();
  }
  drawName(pen, view, colours, "Sentiment", colours.quiet, row);
}

function drawAxis(pen, view, colours, seconds) {
  const steps = [5, 10, 15, 30, 60, 120, 300, 600, 1200, 1800, 3600];
  const step = steps.find((s) => (s / view.seconds) * view.inner >= 64) || 7200;
  pen.font = `11px ${colours.font}`;
  pen.textBaseline = "top";
  for (let at = 0; at <= seconds; at += step) {
    const x = Math.round(view.x(at));
    pen.fillStyle = colours.line;
    pen.fillRect(x, 14, 1, view.height - 14);
    pen.fillStyle = colours.quiet;
    const text = clock(at);
    if (x + 4 + pen.measureText(text).width < view.width) pen.fillText(text, x + 4, 1);
  }
}

// Stretches that concern both: dead air, hold, music.
function drawBand(pen, view, colours, mark) {
  const x = view.x(mark.start), width = Math.max(2, view.x(mark.end) - x);
  const { top, height } = view.rows.body;
  bandFill(pen, mark.kind, x, top, width, height, colours);
}

function bandFill(pen, kind, x, top, width, height, colours) {
  pen.save();
  pen.beginPath();
  pen.rect(x, top, width, height);
  pen.clip();
  pen.globalAlpha = kind === "silence" ? 0.07 : 0.14;
  pen.fillStyle = colours.quiet;
  pen.fillRect(x, top, width, height);
  if (kind !== "silence") {
    pen.globalAlpha = 0.5;
    pen.strokeStyle = colours.quiet;
    const lean = kind === "dead_air" ? height : -height;
    for (let at = x - height; at < x + width + height; at += kind === "dead_air" ? 7 : 12) {
      pen.beginPath();
      pen.moveTo(at, top + height);
      pen.lineTo(at + lean, top);
      pen.stroke();
    }
  }
  pen.restore();
}

function drawLane(pen, view, colours, lane, index, now) {
  const row = view.rows.lanes[index];
  const middle = row.top + row.height / 2;
  const ink = colours[lane.speaker] || colours.quiet;
  pen.fillStyle = colours.line;
  pen.fillRect(view.left, Math.round(middle), view.inner, 1);
  pen.fillStyle = ink;
  const bar = (x, width, size, at) => {
    pen.globalAlpha = at <= now ? 1 : 0.5;
    pen.fillRect(x, middle - size / 2, width, size);
  };
  if (lane.peaks.length) {
    const bars = Math.max(1, Math.floor(view.inner / 3));
    const step = view.seconds / bars / lane.peakSeconds;
    for (let i = 0; i < bars; i++) {
      const from = Math.floor(i * step), to = Math.max(from + 1, Math.ceil((i + 1) * step));
      const most = Math.max(0, ...lane.peaks.slice(from, to));
      const at = (i / bars) * view.seconds;
      if (most > 9) bar(view.x(at), 2, Math.max(2, (most / 100) * (row.height - 4)), at);
    }
  } else {
    for (const [start, end] of lane.blocks) {
      const width = Math.max(1.5, view.x(end) - view.x(start));
      bar(view.x(start), width, row.height * 0.5, start);
    }
  }
  pen.globalAlpha = 1;
  for (const [start, end] of lane.unheard) {
    pen.setLineDash([3, 3]);
    pen.strokeStyle = colours.ink;
    pen.strokeRect(view.x(start), row.top + 2, Math.max(3, view.x(end) - view.x(start)), row.height - 4);
    pen.setLineDash([]);
  }
  drawName(pen, view, colours, lane.label, ink, row);
}

function drawName(pen, view, colours, text, ink, row) {
  pen.font = `600 12px ${colours.font}`;
  pen.textBaseline = view.left ? "middle" : "top";
  if (!view.left) {
    pen.globalAlpha = 0.85;
    pen.fillStyle = colours.ground;
    pen.fillRect(0, row.top, pen.measureText(text).width + 8, 14);
    pen.globalAlpha = 1;
  }
  pen.fillStyle = ink;
  pen.fillText(text, view.left ? 2 : 4, view.left ? row.top + row.height / 2 + 1 : row.top);
}

function drawMark(pen, view, colours, mark) {
  const strip = mark.row === "events" ? view.rows.events : view.rows.findings;
  const x = view.x(mark.start), middle = strip.top + strip.height / 2;
  glyph(pen, mark.kind, x, middle, Math.max(4, view.x(mark.end) - x), colours, mark.by);
}

function glyph(pen, kind, x, y, width, colours, by) {
  pen.fillStyle = colours[by] || colours.quiet;
  pen.beginPath();
  if (kind === "interruption") {
    pen.roundRect(x, y - 5, Math.max(6, width), 10, 3);
  } else if (kind === "overlap") {
    pen.globalAlpha = 0.55;
    pen.rect(x, y - 1.5, Math.max(3, width), 3);
  } else if (kind === "back_channel") {
    pen.globalAlpha = 0.6;
    pen.arc(x + 1.5, y, 2, 0, 7);
  } else if (kind === "fail") {
    pen.fillStyle = colours.fail;
    pen.moveTo(x, y - 6);
    pen.lineTo(x + 5, y);
    pen.lineTo(x, y + 6);
    pen.lineTo(x - 5, y);
  } else if (kind === "pass") {
    pen.fillStyle = colours.pass;
    pen.arc(x, y, 3.5, 0, 7);
  } else if (kind === "lowest") {
    pen.fillStyle = colours.customer;
    pen.moveTo(x - 6, y - 5);
    pen.lineTo(x + 6, y - 5);
    pen.lineTo(x, y + 6);
  }
  pen.fill();
  pen.globalAlpha = 1;
}

function drawKey(pen, kind, colours) {
  if (["dead_air", "hold", "silence"].includes(kind)) bandFill(pen, kind, 0, 0, 14, 12, colours);
  else if (kind === "unheard") {
    pen.setLineDash([3, 3]);
    pen.strokeStyle = colours.ink;
    pen.strokeRect(1, 1, 12, 10);
  } else glyph(pen, kind, ["fail", "pass", "lowest"].includes(kind) ? 7 : 3, 6, 8, colours, "quiet");
}
