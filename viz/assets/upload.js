// Reading files in: each is previewed as soon as it is chosen or dropped, and stored when the person says so.
(function () {
  "use strict";

  const form = document.getElementById("upload");
  if (!form) return;
  const chooser = form.elements.file;
  const key = form.elements.key;
  const result = document.getElementById("upload-result");
  const status = document.getElementById("upload-status");
  const progress = document.getElementById("upload-progress");
  const words = { created: "已读入", unchanged: "此前已读入，内容未变", replaced: "已替换库中的版本" };
  const ahead = { created: "", unchanged: "（此前已读入，内容未变）", replaced: "（将替换库中的版本）" };
  const clash = "发文字号已用于另一标题的文件，存入会被拒绝。请先核对文号和标题。";
  const entries = [];  // every file of this visit: {file, box, state, preview}
  let working = null;  // the promise of the work under way: files are read one after another

  function made(tag, text, className) {
    const element = document.createElement(tag);
    if (text) element.textContent = text;
    if (className) element.className = className;
    return element;
  }

  function counts(value) {
    return "重点任务 " + value.tasks + " 项，责任记录 " + value.responsibilities + " 条";
  }

  async function send(file, query) {
    const body = new FormData();
    body.append("file", file);
    const headers = { Accept: "application/json" };
    if (key) headers.Authorization = "Bearer " + key.value;
    try {
      const answer = await fetch(form.dataset.action + query, { method: "POST", body: body, headers: headers });
      return { ok: answer.ok, status: answer.status, value: await answer.json().catch(() => ({})) };
    } catch (fault) {
      return { ok: false, status: 0, value: { detail: "连接不上服务，或文件在选择后被改动，请重新选择再试。" } };
    }
  }

  // --- what a person sees of one file
  function show(entry, className, text, more) {
    const head = made("p", "", className);
    head.append(made("b", entry.file.name), " ", text);
    entry.box.replaceChildren(head, ...(more || []));
  }

  function refused(entry, answer) {
    const value = answer.value;
    const text = [value.detail || value.title || "服务返回 " + answer.status, value.remedy ? "请" + value.remedy : ""];
    show(entry, "notice", "没有读入：" + text.filter(Boolean).join("。"));
    entry.state = answer.status === 401 || answer.status === 503 || !answer.status ? "waiting" : "refused";
  }

  function list(title, lines) {
    if (!lines.length) return [];
    const box = made("details");
    box.append(made("summary", title + "（" + lines.length + "）"));
    const items = made("ul");
    lines.forEach((line) => items.append(made("li", line)));
    box.append(items);
    return [box];
  }

  function table(preview) {
    if (!preview.rows.length) return [];
    const roles = [["lead", "牵头单位"], ["responsible", "责任单位"], ["support", "配合单位"], ["supervise", "指导、督导、考核"]]
      .filter(([role]) => preview.rows.some((row) => row[role]));
    const heads = ["序号", "重点任务", ...roles.map(([, name]) => name)];
    const placed = preview.rows.some((row) => row.place);
    if (placed) heads.push("页或单元格");
    const box = made("details");
    box.open = entries.length === 1;
    const more = preview.tasks > preview.rows.length ? "前 " + preview.rows.length + " 项" : "";
    box.append(made("summary", "读出的任务" + (more ? "（" + more + "）" : "")));
    const grid = made("table");
    const top = made("tr");
    heads.forEach((head) => { const cell = made("th", head); cell.scope = "col"; top.append(cell); });
    const head = made("thead");
    head.append(top);
    const body = made("tbody");
    preview.rows.forEach((row) => {
      const line = made("tr");
      const cells = [row.number, row.title, ...roles.map(([role]) => row[role])];
      if (placed) cells.push(row.place);
      cells.forEach((cell) => line.append(made("td", cell)));
      body.append(line);
    });
    grid.append(head, body);
    const scroll = made("div", "", "scroll");
    scroll.append(grid);
    box.append(scroll);
    return [box];
  }

  function marked(entry) {
    const found = entry.preview.markings;
    if (!found.length) return [];
    const box = made("p", "", "notice");
    box.append("注意：" + said(found));
    if (!entry.preview.needs_confirmation) {
      box.append("请确认可以存入本机。");
      return [box];
    }
    const label = made("label");
    entry.confirm = made("input");
    entry.confirm.type = "checkbox";
    label.append(entry.confirm, " 已核实：可以公开，存入本服务");
    box.append("本服务由多人共用，核实前不能存入。 ", label);
    return [box];
  }

  // why a file has no task, by the service's code; of a table that was not read a warning says more
  const NONE = {
    "no-clause": "没有读出任务：文中没有写明牵头、责任或配合单位。",
    "clause-without-item": "没有读出任务：文中写了单位，但没有认出它们属于哪一项任务。",
  };

  function silent(value) {
    return NONE[value.no_tasks] ? [NONE[value.no_tasks]] : [];
  }

  function warned(lines) {
    return lines.map((line) => made("p", "注意：" + line, "notice"));
  }

  function said(markings) {
    return "文中有" + markings.map((one) => "“" + one.words + "”").join("、") + "字样。";
  }

  // what must not be missed once a file is stored: each stays until the person puts it away
  function kept(value) {
    const lines = [...value.warnings];
    if (value.markings.length) lines.push(said(value.markings) + "已经存入；不宜留存的，请管理员移除（zeren remove）。");
    lines.push(...silent(value));
    return warned(lines).map((line) => {
      const button = made("button", "知道了");
      button.type = "button";
      button.addEventListener("click", () => { line.remove(); told(); });
      line.classList.add("kept");
      line.append(" ", button);
      return line;
    });
  }

  function previewed(entry) {
    const preview = entry.preview;
    const text = (preview.outcome === "conflict" ? "读出" : "可以存入" + (ahead[preview.outcome] || "")) + "：" + counts(preview) + "，单位 " + preview.units + " 个" + (preview.collectives ? "，另有集体称谓 " + preview.collectives + " 个。" : "。");
    const about = made("p", [preview.title, preview.number, preview.issued_on].filter(Boolean).join(" · "), "sub");
    const none = silent(preview).map((line) => made("p", line, "notice"));
    if (preview.outcome === "conflict") none.push(made("p", clash, "notice"));
    const button = made("button", "存入");
    button.type = "button";
    button.setAttribute("aria-label", "存入 " + entry.file.name);
    button.addEventListener("click", () => queue(() => store(entry)));
    const row = made("p");
    row.append(button);
    show(entry, "ok", text, [
      about, ...warned(preview.warnings), ...none, ...marked(entry), ...table(preview),
      ...list("待核事项", preview.findings), ...list("读取说明", preview.notes), row,
    ]);
    entry.state = "previewed";
  }

  function stored(entry, value) {
    const link = made("a", "查看文件");
    if (/^[\w-]+$/.test(value.document)) link.href = "/documents/" + value.document;
    const findings = value.findings.length ? "待核 " + value.findings.length + " 项。" : "";
    show(entry, "ok", (words[value.outcome] || "已读入") + "：" + counts(value) + "。" + findings, kept(value));
    entry.box.firstChild.append(" ", link);
    entry.state = "stored";
  }

  // --- the work, one file after another
  async function preview(entry) {
    if (key && !key.value) {
      show(entry, "", "请先填写写入口令。");
      entry.state = "waiting";
      return;
    }
    show(entry, "", "正在读取……");
    const answer = await send(entry.file, "?preview=true");
    if (!answer.ok) { refused(entry, answer); return; }
    entry.preview = answer.value;
    previewed(entry);
  }

  async function store(entry) {
    if (entry.state !== "previewed") return;
    if (entry.confirm && !entry.confirm.checked) { entry.confirm.focus(); return; }
    const buttons = entry.box.querySelectorAll("button");
    buttons.forEach((button) => { button.disabled = true; });
    const answer = await send(entry.file, entry.confirm ? "?confirmed=true" : "");
    if (answer.ok) stored(entry, answer.value); else refused(entry, answer);
  }

  function told() {
    const of = (state) => entries.filter((entry) => entry.state === state).length;
    const parts = [];
    if (of("stored")) parts.push("已存入 " + of("stored") + " 个");
    if (of("previewed")) parts.push("待存入 " + of("previewed") + " 个");
    if (of("waiting")) parts.push("未完成 " + of("waiting") + " 个");
    const open = result.querySelectorAll(".kept").length;
    if (open) parts.push("须留意 " + open + " 处");
    if (of("refused")) parts.push("没有读入 " + of("refused") + " 个");
    status.textContent = entries.length ? "共 " + entries.length + " 个文件：" + parts.join("，") + "。" : "";
  }

  function queue(work) {
    working = (working || Promise.resolve()).then(work).then(told);
    return working;
  }

  async function each(some, work, said) {
    progress.hidden = some.length < 2;
    progress.max = some.length;
    for (let at = 0; at < some.length; at += 1) {
      progress.value = at;
      status.textContent = said + " " + (at + 1) + "/" + some.length + "：" + some[at].file.name;
      await work(some[at]);
    }
    progress.hidden = true;
  }

  function add(files) {
    const fresh = [...files].map((file) => ({ file: file, box: made("div", "", "file"), state: "waiting" }));
    fresh.forEach((entry) => { entries.push(entry); result.append(entry.box); show(entry, "", "等待读取"); });
    if (fresh.length) queue(() => each(fresh, preview, "正在读取"));
  }

  chooser.addEventListener("change", () => { add(chooser.files); chooser.required = false; });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    queue(() => each(entries.filter((entry) => entry.state === "waiting"), preview, "正在读取"));
    queue(() => each(entries.filter((entry) => entry.state === "previewed"), store, "正在存入"));
  });

  // --- dropping files anywhere on the form
  ["dragenter", "dragover"].forEach((name) => form.addEventListener(name, (event) => {
    event.preventDefault();
    form.classList.add("over");
  }));
  ["dragleave", "drop"].forEach((name) => form.addEventListener(name, () => form.classList.remove("over")));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    add(event.dataTransfer.files);
    chooser.required = false;
  });
}());
