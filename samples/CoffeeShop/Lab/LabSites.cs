namespace CoffeeShop.Lab;

/// <summary>
/// The three origins of the lab. Names below <c>localhost</c> lead to this machine in every browser, and count as secure. The blog is of the
/// shop's site (<c>brew.localhost</c>), the evil one is of another.
/// </summary>
internal sealed record LabSites(int ShopPort, int BlogPort, int EvilPort)
{
    public string Shop => $"http://shop.brew.localhost:{ShopPort}";

    public string Blog => $"http://blog.brew.localhost:{BlogPort}";

    public string Evil => $"http://evil.localhost:{EvilPort}";

    public static LabSites From(IConfiguration settings) => new(
        settings.GetValue("Lab:Shop", 5000), settings.GetValue("Lab:Blog", 5001), settings.GetValue("Lab:Evil", 5002));
}
