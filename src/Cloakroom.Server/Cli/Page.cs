namespace Cloakroom.Server.Cli;

/// <summary>Plain text for a terminal: indented, wrapped, without colour, so that it looks the same in a file and in a message.</summary>
internal sealed class Page(TextWriter output)
{
    private const int Width = 100;

    public void Gap() => output.WriteLine();

    public void Heading(string text)
    {
        output.WriteLine();
        output.WriteLine(text);
    }

    /// <summary>A line as it is: to be copied, so never broken.</summary>
    public void Verbatim(string text) => output.WriteLine($"  {text}");

    /// <summary>A paragraph, with its first words in a column of their own.</summary>
    /// <param name="text">The paragraph.</param>
    /// <param name="label">What stands before it.</param>
    /// <param name="column">Width of that column in characters.</param>
    public void Paragraph(string text, string label = "", int column = 0)
    {
        if (label.Length >= column && column > 0)
        {
            output.WriteLine($"  {label}");
            label = "";
        }

        string indent = new(' ', column + 2);
        string line = "  " + label.PadRight(column);
        bool isEmpty = true;
        foreach (string word in text.Split(' '))
        {
            if (!isEmpty && line.Length + 1 + word.Length > Width)
            {
                output.WriteLine(line);
                (line, isEmpty) = (indent, true);
            }

            line += isEmpty ? word : " " + word;
            isEmpty = false;
        }

        output.WriteLine(line);
    }
}
