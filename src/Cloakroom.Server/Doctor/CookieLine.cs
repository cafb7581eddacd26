using System.Text;

namespace Cloakroom.Server.Doctor;

/// <summary>
/// A Set-Cookie line taken apart, so that it can be explained and changed. It is text: whatever is between the semicolons stays as it was
/// written, and only the jar says what a browser makes of it.
/// </summary>
/// <param name="Pair">What stands before the first semicolon.</param>
/// <param name="Attributes">The rest, piece by piece, without the white space around.</param>
internal sealed record CookieLine(string Pair, IReadOnlyList<string> Attributes)
{
    private const string Field = "Set-Cookie:";

    /// <summary>The name; empty for a nameless cookie.</summary>
    public string Name => Pair.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals ? Pair[..equals].Trim() : "";

    public string Value => Pair[(Pair.IndexOf('=', StringComparison.Ordinal) + 1)..].Trim();

    /// <summary>The line without its value, which may be a secret. Safe to show and to pass on.</summary>
    public string Shown => string.Join("; ", [Name.Length == 0 ? "…" : $"{Printable(Name)}=…", .. Attributes.Select(Printable)]);

    /// <summary>Reads what somebody copied: with the name of the field, in quotes, over the end of a line.</summary>
    public static CookieLine Read(string pasted)
    {
        string text = pasted.Trim();
        text = Unquoted(text);
        text = text.StartsWith(Field, StringComparison.OrdinalIgnoreCase) ? Unquoted(text[Field.Length..].Trim()) : text;
        string[] parts = text.Split(';');
        // A semicolon at the end is a habit, not an attribute.
        IEnumerable<string> attributes = parts.Skip(1).Select(p => p.Trim(' ', '\t'));
        return new(parts[0].Trim(' ', '\t'), [.. parts is [_, .., var last] && last.Trim().Length == 0 ? attributes.SkipLast(1) : attributes]);
    }

    public static (string Name, string Value) Split(string attribute)
    {
        int equals = attribute.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? (attribute.Trim(), "") : (attribute[..equals].Trim(), attribute[(equals + 1)..].Trim());
    }

    public bool Has(string name) => Attributes.Any(a => Is(a, name));

    public CookieLine Without(params string[] names) => this with { Attributes = [.. Attributes.Where(a => !names.Any(n => Is(a, n)))] };

    public CookieLine With(string attribute)
    {
        CookieLine rest = Without(Split(attribute).Name);
        return rest with { Attributes = [.. rest.Attributes, attribute] };
    }

    /// <summary>The line as it goes over the wire.</summary>
    public override string ToString() => string.Join("; ", [Pair, .. Attributes]);

    /// <summary>Text from outside, without what a terminal takes for a command.</summary>
    public static string Printable(string text)
    {
        const int Most = 200;
        var shown = new StringBuilder(text.Length > Most ? $"{text[..Most]}…" : text);
        for (int i = 0; i < shown.Length; i++)
        {
            shown[i] = char.IsControl(shown[i]) ? '\ufffd' : shown[i];
        }

        return shown.ToString();
    }

    private static bool Is(string attribute, string name) => Split(attribute).Name.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static string Unquoted(string text) =>
        text.Length >= 2 && text[0] == text[^1] && text[0] is '\'' or '"' or '`' ? text[1..^1].Trim() : text;
}
