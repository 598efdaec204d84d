package dev.promo.promotion.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTests {

    @Test
    void whatIsWrittenIsReadBack() throws Exception {
        var out = new StringWriter();
        var csv = new CsvWriter(out);
        csv.line("plain", "a,b", "say \"yes\"", "two\nlines", null, 7L);
        csv.line("last", "", null, null, null, null);

        assertThat(CsvTable.parse(out.toString()).lines())
                .containsExactly(
                        List.of("plain", "a,b", "say \"yes\"", "two\nlines", "", "7"),
                        List.of("last", "", "", "", "", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"})
    void textIsNoFormula(String text) {
        var out = new StringWriter();

        new CsvWriter(out).line(text);

        assertThat(out.toString()).matches("(?s)\"?'.*");
    }

    @Test
    void aNegativeNumberIsANumber() {
        var out = new StringWriter();

        new CsvWriter(out).line(-1);

        assertThat(out.toString()).isEqualTo("-1\r\n");
    }

    @Test
    void eitherLineEndAndAByteOrderMarkAndEmptyLinesAreFine() throws Exception {
        assertThat(CsvTable.parse("\uFEFFa,b\r\n1,2\n\n3,\n,4").lines())
                .containsExactly(List.of("a", "b"), List.of("1", "2"), List.of("3", ""), List.of("", "4"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"open", "\"closed\"behind", "a,\"open\n"})
    void aQuotationThatIsBrokenIsNoTable(String text) {
        assertThatThrownBy(() -> CsvTable.parse(text)).isInstanceOf(CsvTable.Malformed.class);
    }

    @Test
    void nothingIsAnEmptyTable() throws Exception {
        assertThat(CsvTable.parse("").lines()).isEmpty();
    }
}
