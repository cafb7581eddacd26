namespace Cloakroom.Server.Accounts;

/// <summary>Sees the patterns that make a password long but not hard to guess. <c>strength.js</c> looks for the same.</summary>
internal static class PasswordPattern
{
    private const int FewestTurns = 4;

    // What lies beside each other on keyboards (English, German, French), in the alphabet and in counting. Read backwards too.
    private static readonly string[] Rows =
    [
        "01234567890", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "QWERTYUIOP", "ASDFGHJKL", "ZXCVBNM", "QWERTZUIOP", "YXCVBNM", "AZERTYUIOP", "QSDFGHJKLM", "WXCVBN",
    ];

    /// <summary>The part that is repeated from the beginning to the end, perhaps cut off there; the whole when there is none.</summary>
    public static string Repeated(string text)
    {
        // For each place the longest beginning that ends there too (Knuth, Morris and Pratt): what is left of the whole is the period.
        int[] border = new int[text.Length];
        for (int i = 1, length = 0; i < text.Length; i++)
        {
            while (length > 0 && text[i] != text[length])
            {
                length = border[length - 1];
            }

            border[i] = length += text[i] == text[length] ? 1 : 0;
        }

        int period = text.Length == 0 ? 0 : text.Length - border[^1];
        return period * 2 <= text.Length ? text[..period] : text;
    }

    /// <summary>Whether it is made of a few runs: <c>123456789qwerty</c>, <c>aaaaabbbbbccccc</c>. A run goes on while the next key is the same one or lies beside.</summary>
    public static bool IsRuns(string text)
    {
        string upper = text.ToUpperInvariant();
        int turns = 0, step = 0;
        for (int i = 0; i < upper.Length; i++)
        {
            int next = i == 0 ? 0 : Step(upper[i - 1], upper[i]);
            bool goesOn = i > 0 && next != None && (step == None || next == step);
            turns += goesOn ? 0 : 1;
            step = goesOn ? next : None;
        }

        return turns < FewestTurns;
    }

    private const int None = 2;

    // 0 the same key again, 1 and -1 the one beside; each has to go on as it began.
    private static int Step(char from, char to) =>
        from == to ? 0
        : Array.Exists(Rows, r => r.Contains($"{from}{to}", StringComparison.Ordinal)) ? 1
        : Array.Exists(Rows, r => r.Contains($"{to}{from}", StringComparison.Ordinal)) ? -1
        : None;
}
