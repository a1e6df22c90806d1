import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import org.ofdrw.layout.OFDDoc;
import org.ofdrw.layout.element.Paragraph;

/** Lays the lines of a text file out as an OFD: java Make.java LINES.txt OUT.ofd. */
public class Make {
    public static void main(String[] arguments) throws Exception {
        Path out = Paths.get(arguments[1]);
        try (OFDDoc document = new OFDDoc(out)) {
            for (String line : Files.readAllLines(Paths.get(arguments[0]), StandardCharsets.UTF_8)) {
                document.add(new Paragraph(line).setFontSize(4.2d).setLineSpace(2d).setFirstLineIndent(2));
            }
        }
    }
}
