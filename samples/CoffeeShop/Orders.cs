namespace CoffeeShop;

internal sealed record Login(string Name, string Password);

internal sealed record Preferences(string Milk);

internal sealed record Item(string Name, int Shots);

internal sealed record Cart(IReadOnlyList<Item> Items)
{
    public static Cart Empty { get; } = new([]);

    public Cart Add(Item item) => new([.. Items, item]);
}
