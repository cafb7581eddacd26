namespace Cloakroom.Settings;

/// <summary>One line of the settings table: what docs/configuration.md shows and what the reader accepts.</summary>
/// <param name="Key">The key under <c>Cloakroom:</c>.</param>
/// <param name="Default">The default, as one would write it.</param>
/// <param name="Form">What a value looks like, for example <c>a time such as 01:00:00</c>.</param>
/// <param name="Meaning">What it does, in one sentence.</param>
/// <param name="TryApply">Reads a text into the options; false when it has not the form.</param>
internal sealed record Setting<TOptions>(string Key, string Default, string Form, string Meaning, Func<TOptions, string, bool> TryApply)
{
    /// <summary>Whether the value is a list: <c>Key:0</c>, <c>Key:1</c> …, or one text with commas.</summary>
    public bool IsList { get; init; }

    /// <summary>Where there are several alike, and the key has 0 for the number of any of them (<c>External:0:Name</c>): reads a text into the one of that number.</summary>
    public Func<TOptions, int, string, bool>? TryApplyTo { get; init; }
}
