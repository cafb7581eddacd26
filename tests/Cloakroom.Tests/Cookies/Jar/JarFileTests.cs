using System.Text;
using Cloakroom.Cookies;
using Cloakroom.Testing;

namespace Cloakroom.Tests.Cookies.Jar;

public sealed class JarFileTests : IDisposable
{
    private static readonly Uri Home = new("https://www.app.example/a/b");
    private readonly FakeClock _clock = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cloakroom-jar-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void What_was_saved_comes_back_with_all_attributes_times_and_octets()
    {
        CookieJar jar = Filled();
        string file = Path.Combine(_folder.FullName, "jar.json");
        jar.Save(file);
        var back = new CookieJar(clock: _clock);
        back.Receive("gone=1", new(Home));
        back.Load(file);
        Assert.Equal(Described(jar), Described(back));
        Assert.Equal(jar.Send(new(Home)).Octets.ToArray(), back.Send(new(Home)).Octets.ToArray());
        var framed = CookieContext.Frame(Home, new Uri("https://shop.co.uk/"));
        Assert.Equal("p=1; n=1", back.GetCookieHeader(framed));
    }

    [Fact]
    public void The_file_is_its_owner_s_alone_and_nothing_is_left_beside_it()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no such modes.");
            return;
        }

        string file = Path.Combine(_folder.FullName, "jar.json");
        File.WriteAllText(file, "old");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        Filled().Save(file);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Equal("jar.json", Assert.Single(_folder.GetFiles()).Name);
    }

    [Fact]
    public void Whoever_reads_the_old_file_reads_it_to_its_end()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows does not replace an open file.");
        string file = Path.Combine(_folder.FullName, "jar.json");
        File.WriteAllText(file, "old");
        using StreamReader reader = File.OpenText(file);
        Filled().Save(file);
        Assert.Equal("old", reader.ReadToEnd());
        new CookieJar(clock: _clock).Load(file);
    }

    [Fact]
    public void A_failed_save_leaves_the_old_file_and_no_other()
    {
        string file = Path.Combine(_folder.FullName, "jar.json");
        Directory.CreateDirectory(file);
        Assert.ThrowsAny<Exception>(() => Filled().Save(file));
        Assert.Empty(_folder.GetFiles());
        Assert.Throws<DirectoryNotFoundException>(() => Filled().Save(Path.Combine(_folder.FullName, "no", "jar.json")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"format":"other","version":1,"cookies":[]}""")]
    [InlineData("""{"format":"cloakroom-cookie-jar","version":2,"cookies":[]}""")]
    [InlineData("""{"format":"cloakroom-cookie-jar","version":"1","cookies":[]}""")]
    [InlineData("""{"format":"cloakroom-cookie-jar","version":1}""")]
    [InlineData("""{"format":"cloakroom-cookie-jar","version":1,"cookies":{}}""")]
    [InlineData("""{"format":"cloakroom-cookie-jar","version":1,"cookies":[{}]}""")]
    [InlineData("""{"format":"cloakroom-cookie-jar","version":1,"cookies":[1]}""")]
    public void What_is_no_saved_jar_is_refused_and_changes_nothing(string text)
    {
        CookieJar jar = Filled();
        string before = Described(jar);
        InvalidDataException refused = Assert.Throws<InvalidDataException>(() => jar.Load(new MemoryStream(Encoding.UTF8.GetBytes(text))));
        Assert.StartsWith("This is not a saved cookie jar: ", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, Described(jar));
    }

    [Theory]
    [InlineData("\"name\":\"sid\"", "\"name\":\"s=d\"")]
    [InlineData("\"name\":\"sid\"", "\"name\":\"s;d\"")]
    [InlineData("\"name\":\"sid\"", "\"name\":\"s\\u0100\"")]
    [InlineData("\"name\":\"sid\"", "\"name\":\"s\\nd\"")]
    [InlineData("\"name\":\"sid\"", "\"name\":1")]
    [InlineData("\"domain\":\"www.app.example\"", "\"domain\":\"WWW.app.example\"")]
    [InlineData("\"domain\":\"www.app.example\"", "\"domain\":\"\"")]
    [InlineData("\"path\":\"/a\"", "\"path\":\"a\"")]
    [InlineData("\"sameSite\":\"Strict\"", "\"sameSite\":\"Sometimes\"")]
    [InlineData("\"sameSite\":\"Strict\"", "\"sameSite\":\"17\"")]
    [InlineData("\"secure\":true", "\"secure\":1")]
    [InlineData("\"created\":\"2026", "\"created\":\"never")]
    [InlineData("\"scheme\":\"https\"", "\"scheme\":\"ftp\"")]
    public void A_damaged_cookie_is_refused(string from, string to)
    {
        var saved = new MemoryStream();
        Filled().Save(saved);
        string text = Encoding.UTF8.GetString(saved.ToArray());
        Assert.Contains(from, text, StringComparison.Ordinal);
        string damaged = text.Replace(from, to, StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => new CookieJar(clock: _clock).Load(new MemoryStream(Encoding.UTF8.GetBytes(damaged))));
    }

    [Fact]
    public void What_has_expired_meanwhile_or_is_too_much_does_not_come_back()
    {
        var saved = new MemoryStream();
        Filled().Save(saved);
        _clock.Advance(TimeSpan.FromDays(1));
        var back = new CookieJar(new() { MaxPerDomain = 1 }, _clock);
        back.Load(new MemoryStream(saved.ToArray()));
        Assert.DoesNotContain(back.GetCookies(), c => c.Name == "sid");
        // One on each of the two domains, and one in the partition.
        Assert.Equal(3, back.Count);
    }

    private CookieJar Filled()
    {
        var jar = new CookieJar(clock: _clock);
        jar.Receive("sid=1; Path=/a; Secure; HttpOnly; SameSite=Strict; Max-Age=86400", new(Home));
        jar.Receive("p=1; Secure; SameSite=None; Partitioned", CookieContext.Frame(Home, new Uri("https://shop.co.uk/")));
        _clock.Advance(TimeSpan.FromTicks(1));
        jar.Receive((byte[])[.. "octets="u8, 0xff, 0xe4, .. "; Domain=app.example"u8], new(Home));
        jar.Receive("n=1; SameSite=None; Secure", new(Home));
        jar.Receive("nameless", new(Home));
        jar.GetCookieHeader(new Uri("https://api.app.example/a/b"));
        return jar;
    }

    private static string Described(CookieJar jar) =>
        string.Join('\n', jar.GetCookies().Select(c => $"{c} {c.Value} {c.Created:O} {c.LastAccess:O} {c.Expires:O}").Order(StringComparer.Ordinal));
}
