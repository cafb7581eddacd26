using System.Text;

namespace Cloakroom.Tests.Fuzzing;

/// <summary>Something that reads what others write.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Seeds">Good input.</param>
/// <param name="Words">What has a meaning to it.</param>
/// <param name="Read">
/// Reads. It throws where the answer contradicts itself, as it would where the parser does; what it returns stands for the kind of answer.
/// </param>
internal sealed record Target(string Name, IReadOnlyList<byte[]> Seeds, IReadOnlyList<byte[]> Words, Func<byte[], string> Read)
{
    /// <summary>A target that reads text: bytes above ASCII are those of UTF-8 where they are, else of Latin-1, as a header is read.</summary>
    public static Target OfText(string name, string[] seeds, string[] words, Func<string, string> read) => new(
        name, [.. seeds.Select(Encoding.UTF8.GetBytes)], [.. words.Select(Encoding.UTF8.GetBytes)], bytes => read(TextOf(bytes)));

    public override string ToString() => Name;

    private static string TextOf(byte[] bytes) => System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : Encoding.Latin1.GetString(bytes);
}
