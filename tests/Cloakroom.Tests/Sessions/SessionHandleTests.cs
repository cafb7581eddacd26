namespace Cloakroom.Tests.Sessions;

public sealed class SessionHandleTests
{
    [Fact]
    public void A_handle_is_22_letters_for_128_bits_and_reads_back()
    {
        for (int i = 0; i < 1000; i++)
        {
            var handle = SessionHandle.Create();
            Assert.Equal(SessionHandle.EncodedLength, handle.ToString().Length);
            Assert.True(SessionHandle.TryParse(handle.ToString(), out SessionHandle read));
            Assert.Equal(handle, read);
        }
    }

    [Fact]
    public void Every_text_names_one_handle_or_none()
    {
        string text = SessionHandle.Create().ToString();
        for (int at = 0; at < text.Length; at++)
        {
            for (char c = '\0'; c < 0x180; c++)
            {
                string changed = $"{text[..at]}{c}{text[(at + 1)..]}";
                bool accepted = SessionHandle.TryParse(changed, out SessionHandle handle);
                Assert.Equal(accepted ? changed : default(SessionHandle).ToString(), handle.ToString());
            }
        }
    }

    [Fact]
    public void Truncation_padding_and_white_space_are_refused()
    {
        string text = SessionHandle.Create().ToString();
        Assert.All(
            [.. Enumerable.Range(0, text.Length).Select(length => text[..length]), text + "=", text + "A", " " + text, text + " ", text[..^1] + "=", text[..^1] + " "],
            other => Assert.False(SessionHandle.TryParse(other, out _), other));
    }

    [Fact]
    public void Bytes_are_kept_in_order()
    {
        byte[] bytes = [.. Enumerable.Range(1, 16).Select(i => (byte)i)], copy = new byte[16];
        var handle = new SessionHandle(bytes);
        handle.CopyTo(copy);
        Assert.Equal(bytes, copy);
        Assert.Equal("AQIDBAUGBwgJCgsMDQ4PEA", handle.ToString());
        Assert.Throws<ArgumentException>(() => new SessionHandle(new byte[15]));
        Assert.Throws<ArgumentException>(() => new SessionHandle(new byte[17]));
    }
}
