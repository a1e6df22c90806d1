// What a page can do beyond links and forms; everything works without it, uploading apart.
(function () {
  "use strict";

  function line(text, className) {
    const made = document.createElement("p");
    made.textContent = text;
    if (className) made.className = className;
    return made;
  }

  // --- a filter over the rows of a table
  document.querySelectorAll("input[data-filter]").forEach((input) => {
    input.closest("[hidden]")?.removeAttribute("hidden");
    input.addEventListener("input", () => {
      const wanted = input.value.trim().toLowerCase();
      document.querySelectorAll(input.dataset.filter).forEach((row) => {
        row.hidden = !row.textContent.toLowerCase().includes(wanted);
      });
    });
  });

  // --- reading a document in
  const form = document.getElementById("upload");
  if (!form) return;
  const result = document.getElementById("upload-result");
  const words = { created: "已读入", unchanged: "此前已读入，内容未变", replaced: "已用新版本替换" };

  function done(report) {
    const said = words[report.outcome] || "已读入";
    const place = line(said + "：重点任务 " + report.tasks + " 项，责任记录 " + report.responsibilities + " 条。", "ok");
    if (/^[\w-]+$/.test(report.document)) {
      const link = document.createElement("a");
      link.href = "/documents/" + report.document;
      link.textContent = "查看文件";
      place.append(" ", link);
    }
    result.replaceChildren(place);
  }

  function refused(problem, status) {
    const text = [problem.title, problem.detail, problem.remedy].filter(Boolean).join(" ");
    result.replaceChildren(line("没有读入：" + (text || "服务返回 " + status), "notice"));
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button[type=submit]");
    const body = new FormData();
    body.append("file", form.elements.file.files[0]);
    const headers = { Accept: "application/json" };
    if (form.elements.key) headers.Authorization = "Bearer " + form.elements.key.value;
    button.disabled = true;
    result.replaceChildren(line("正在读入……"));
    try {
      const answer = await fetch(form.dataset.action, { method: "POST", body: body, headers: headers });
      const value = await answer.json().catch(() => ({}));
      if (answer.ok) done(value); else refused(value, answer.status);
    } catch (fault) {
      result.replaceChildren(line("连接不上服务，请稍后再试。(" + fault.message + ")", "notice"));
    } finally {
      button.disabled = false;
    }
  });
}());
