package dev.promo.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.promo.benchmarks.Plot.Axis;
import dev.promo.benchmarks.Plot.Curve;
import dev.promo.benchmarks.Plot.Point;
import java.io.StringReader;
import java.util.List;
import java.util.stream.DoubleStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class PlotTests {

    @Test
    void everyPointIsDrawnWhereItsAxesSay() {
        var svg = plot(new Curve("one", List.of(new Point(0, 0), new Point(50, 5), new Point(100, 10))))
                .svg();

        // across from 80 to 700, upward from 308 to 44
        assertThat(svg).contains("points=\"80.0,308.0 390.0,176.0 700.0,44.0\"");
    }

    @Test
    void itIsXmlWhateverTheNamesAre() throws Exception {
        var svg = new Plot("a < b & c", "x > y", "z", List.of(new Curve("<&>", List.of(new Point(1, 1))))).svg();

        var root = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(svg)))
                .getDocumentElement();
        assertThat(root.getTagName()).isEqualTo("svg");
        assertThat(root.getElementsByTagName("title").item(0).getTextContent()).isEqualTo("a < b & c");
    }

    @Test
    void anAxisEndsAtARoundNumberBehindTheLastPoint() {
        assertThat(Axis.upTo(DoubleStream.of(3, 37_000))).isEqualTo(new Axis(5_000, 8));
        assertThat(Axis.upTo(DoubleStream.of(100))).isEqualTo(new Axis(20, 5));
        assertThat(Axis.upTo(DoubleStream.of(0.7))).isEqualTo(new Axis(0.1, 7));
        assertThat(Axis.upTo(DoubleStream.of(0))).isEqualTo(new Axis(1, 1));
    }

    @Test
    void aPlotWithoutPointsIsRefused() {
        assertThatThrownBy(() -> plot()).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> plot(new Curve("empty", List.of()))).isInstanceOf(IllegalArgumentException.class);
    }

    private static Plot plot(Curve... curves) {
        return new Plot("a plot", "across", "upward", List.of(curves));
    }
}
