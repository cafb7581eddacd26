using Cloakroom.Cookies;

namespace Cloakroom.Tests.Cookies.Jar;

public sealed class JarThreadTests
{
    [Fact]
    public async Task Many_threads_leave_the_jar_whole()
    {
        var jar = new CookieJar(new() { MaxPerDomain = 5, MaxTotal = 50 });
        await Parallel.ForAsync(0, 8, (thread, _) =>
        {
            for (int i = 0; i < 2_000; i++)
            {
                var url = new Uri($"https://h{i % 20}.app.example/");
                jar.Receive($"a{(i + thread) % 7}=1; Max-Age={i % 3}; Domain=app.example", new(url));
                jar.Receive($"b{i % 7}=1", new(url));
                Assert.NotNull(jar.GetCookieHeader(url));
                Assert.NotEmpty(jar.Send(new(url)).Cookies);
                Assert.InRange(jar.Count, 1, 50);
            }

            return ValueTask.CompletedTask;
        });
        Assert.Equal(jar.Count, jar.GetCookies().Count);
        Assert.Distinct(jar.GetCookies().Select(c => (c.Name, c.Domain)));
    }
}
