package dev.promo.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Curves in a coordinate system, drawn as SVG. Both axes begin at 0, so that a slope looks as steep as it is.
 *
 * @param across what the horizontal axis counts
 * @param upward what the vertical axis counts
 */
record Plot(String title, String across, String upward, List<Curve> curves) {

    private static final int WIDTH = 720;
    private static final int HEIGHT = 400;
    private static final int LEFT = 80;
    private static final int RIGHT = 20;
    private static final int TOP = 44;
    private static final int BOTTOM = 92;
    private static final int MOST_STEPS = 8;
    private static final List<String> COLOURS = List.of("#0b62a4", "#c4501b", "#2e7d32", "#6a3d9a", "#8d6e00");

    Plot {
        curves = List.copyOf(curves);
        if (curves.isEmpty() || curves.stream().anyMatch(curve -> curve.points().isEmpty())) {
            throw new IllegalArgumentException("a plot without points says nothing");
        }
    }

    record Point(double x, double y) {}

    record Curve(String name, List<Point> points) {
        Curve {
            points = List.copyOf(points);
        }
    }

    void writeTo(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, svg());
    }

    String svg() {
        var x = Axis.upTo(points().mapToDouble(Point::x));
        var y = Axis.upTo(points().mapToDouble(Point::y));
        var lines = new ArrayList<String>();
        lines.add(
                ("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\" font-family=\"sans-serif\""
                                + " font-size=\"12\" fill=\"#222\">")
                        .formatted(WIDTH, HEIGHT));
        lines.add("<title>%s</title>".formatted(escaped(title)));
        lines.add("<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>");
        lines.add(text(WIDTH / 2.0, 24, "middle", title).replace("<text", "<text font-size=\"15\""));
        y.marks().forEach(mark -> {
            lines.add(line(LEFT, down(y, mark), WIDTH - RIGHT, down(y, mark), "#ddd"));
            lines.add(text(LEFT - 8, down(y, mark) + 4, "end", number(mark)));
        });
        x.marks().forEach(mark -> {
            lines.add(line(right(x, mark), HEIGHT - BOTTOM, right(x, mark), HEIGHT - BOTTOM + 5, "#222"));
            lines.add(text(right(x, mark), HEIGHT - BOTTOM + 20, "middle", number(mark)));
        });
        lines.add(line(LEFT, HEIGHT - BOTTOM, WIDTH - RIGHT, HEIGHT - BOTTOM, "#222"));
        lines.add(text((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - BOTTOM + 42, "middle", across));
        lines.add(text(8, TOP - 12, "start", upward));
        for (var i = 0; i < curves.size(); i++) {
            draw(lines, curves.get(i), i, x, y);
        }
        lines.add("</svg>");
        return String.join("\n", lines) + "\n";
    }

    private void draw(List<String> lines, Curve curve, int number, Axis x, Axis y) {
        var colour = COLOURS.get(number % COLOURS.size());
        lines.add("<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"2\" points=\"%s\"/>"
                .formatted(
                        colour,
                        curve.points().stream()
                                .map(point -> coordinate(right(x, point.x())) + "," + coordinate(down(y, point.y())))
                                .collect(Collectors.joining(" "))));
        var left = LEFT + number * ((WIDTH - LEFT - RIGHT) / (double) curves.size());
        lines.add(line(left, HEIGHT - 18, left + 24, HEIGHT - 18, colour).replace("<line", "<line stroke-width=\"3\""));
        lines.add(text(left + 30, HEIGHT - 14, "start", curve.name()));
    }

    private Stream<Point> points() {
        return curves.stream().flatMap(curve -> curve.points().stream());
    }

    private static double right(Axis axis, double value) {
        return LEFT + value / axis.end() * (WIDTH - LEFT - RIGHT);
    }

    private static double down(Axis axis, double value) {
        return HEIGHT - BOTTOM - value / axis.end() * (HEIGHT - TOP - BOTTOM);
    }

    private static String line(double x1, double y1, double x2, double y2, String colour) {
        return "<line x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\" stroke=\"%s\"/>"
                .formatted(coordinate(x1), coordinate(y1), coordinate(x2), coordinate(y2), colour);
    }

    private static String text(double x, double y, String anchor, String text) {
        return "<text x=\"%s\" y=\"%s\" text-anchor=\"%s\">%s</text>"
                .formatted(coordinate(x), coordinate(y), anchor, escaped(text));
    }

    private static String coordinate(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static String number(double value) {
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%,d", (long) value)
                : String.format(Locale.ROOT, "%s", value);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    /** From 0 in steps of 1, 2 or 5 times a power of ten. */
    record Axis(double step, int steps) {

        static Axis upTo(DoubleStream values) {
            var most = values.max().orElse(0);
            if (!(most > 0)) {
                return new Axis(1, 1);
            }
            var power = Math.pow(10, Math.floor(Math.log10(most)) - 1);
            for (var factor = 1; ; factor *= 10) {
                for (var digit : List.of(1, 2, 5)) {
                    var step = digit * factor * power;
                    if (most <= step * MOST_STEPS) {
                        return new Axis(step, (int) Math.ceil(most / step));
                    }
                }
            }
        }

        double end() {
            return step * steps;
        }

        DoubleStream marks() {
            return IntStream.rangeClosed(0, steps).mapToDouble(number -> number * step);
        }
    }
}
