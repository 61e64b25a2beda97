package dev.naust.console.page;

import gg.jte.models.runtime.JteModel;
import gg.jte.output.StringOutput;
import io.javalin.http.Context;

/** Answers a request with a page. */
public final class PageWriter {
    private PageWriter() {}

    /** Answers with a rendered template. The whole page is rendered before anything is sent. */
    public static void show(Context request, JteModel page) {
        StringOutput html = new StringOutput();
        page.render(html);
        request.contentType("text/html; charset=utf-8").result(html.toString());
    }
}
