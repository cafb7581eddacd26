namespace Cloakroom.Redis;

/// <summary>Words that most records have, as one byte each. Numbers are never reused, and new words come at the end.</summary>
internal static class PackedWords
{
    // 1 stands for a GUID; the words follow.
    private const int First = 3;

    private static readonly string[] Words = ["pwd", "otp", "hwk", "swk", "mfa", "pin", "fpt", "face", "sms", "user", "admin"];

    public static ulong? Find(string word)
    {
        int at = Array.IndexOf(Words, word);
        return at < 0 ? null : (ulong)(First + (at * 2));
    }

    public static string? Find(ulong number) =>
        number >= First && number % 2 == 1 && (number - First) / 2 is var at && at < (ulong)Words.Length ? Words[at] : null;
}
